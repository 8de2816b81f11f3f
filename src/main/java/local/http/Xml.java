package local.http;

import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The XML of an answer in AWS's query protocol, element by element. */
public final class Xml {
    private static final XMLOutputFactory WRITERS = XMLOutputFactory.newDefaultFactory();

    private final XMLStreamWriter out;

    private Xml(XMLStreamWriter out) {
        this.out = out;
    }

    /** A whole document, in the namespace of a service. */
    public static String document(String namespace, String root, Consumer<Xml> content) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter out = WRITERS.createXMLStreamWriter(text);
            out.writeStartElement(root);
            out.writeDefaultNamespace(namespace);
            content.accept(new Xml(out));
            out.writeEndElement();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    /** An element with other elements in it. */
    public void element(String name, Consumer<Xml> content) {
        try {
            out.writeStartElement(name);
            content.accept(this);
            out.writeEndElement();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An element with text. */
    public void element(String name, String text) {
        element(name, xml -> xml.text(text));
    }

    /** An element with text, or nothing if the text is {@code null}. */
    public void optional(String name, String text) {
        if (text != null) {
            element(name, text);
        }
    }

    /** A map of strings, as SNS writes it. */
    public void map(String name, Map<String, String> map) {
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
