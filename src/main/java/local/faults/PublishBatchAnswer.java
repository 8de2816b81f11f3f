package local.faults;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** SNS's answer to a PublishBatch, as XML. */
final class PublishBatchAnswer {
    private PublishBatchAnswer() {}

    /** The answer with more failed entries. */
    static byte[] with(List<String> failedIds, byte[] answer) {
        try {
            DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
            parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Document document = parsers.newDocumentBuilder().parse(new ByteArrayInputStream(answer));
            Node failed = failed(document);
            failedIds.forEach(id -> failed.appendChild(failure(document, id)));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
            return out.toByteArray();
        } catch (IOException | SAXException | ParserConfigurationException | TransformerException e) {
            throw new IllegalStateException("this is not a response to PublishBatch", e);
        }
    }

    private static Node failed(Document document) {
        Node present = document.getElementsByTagName("Failed").item(0);
        return present != null
                ? present
                : document.getElementsByTagName("PublishBatchResult").item(0).appendChild(element(document, "Failed"));
    }

    private static Node failure(Document document, String id) {
        Element member = element(document, "member");
        Map.of("Id", id, "Code", "InternalError", "Message", "Internal server error", "SenderFault", "false")
                .forEach((name, text) ->
                        member.appendChild(element(document, name)).setTextContent(text));
        return member;
    }

    private static Element element(Document document, String name) {
        return document.createElement(name);
    }
}
