package local.sns;

import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The XML of an answer, element by element. */
final class Xml {
    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
    private static final XMLOutputFactory WRITERS = XMLOutputFactory.newDefaultFactory();

    private final XMLStreamWriter out;

    private Xml(XMLStreamWriter out) {
        this.out = out;
    }

    /** A whole document, in SNS's namespace. */
    static String document(String root, Consumer<Xml> content) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter out = WRITERS.createXMLStreamWriter(text);
            out.writeStartElement(root);
            out.writeDefaultNamespace(NAMESPACE);
            content.accept(new Xml(out));
            out.writeEndElement();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    void element(String name, Consumer<Xml> content) {
        try {
            out.writeStartElement(name);
            content.accept(this);
            out.writeEndElement();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    void element(String name, String text) {
        element(name, xml -> xml.text(text));
    }

    /** An element unless there is no text for it. */
    void optional(String name, String text) {
        if (text != null) {
            element(name, text);
        }
    }

    /** A map of strings, as the query protocol writes it. */
    void map(String name, Map<String, String> map) {
        element(
                name,
                entries -> map.forEach((key, value) -> entries.element("entry", entry -> {
                    entry.element("key", key);
                    entry.element("value", value);
                })));
    }

    private void text(String text) {
        try {
            // A bare carriage return would reach the reader as a line feed.
            int from = 0;
            for (int at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', from)) {
                out.writeCharacters(text.substring(from, at));
                out.writeEntityRef("#13");
                from = at + 1;
            }
            out.writeCharacters(text.substring(from));
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }
}
