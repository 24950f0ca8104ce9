package epcheck.ci;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes indented XML. A character that XML 1.0 cannot say, even escaped, becomes U+FFFD. */
final class Xml {
  private static final int REPLACEMENT = 0xFFFD;

  private final StringWriter out = new StringWriter();
  private final XMLStreamWriter xml;
  private int depth;

  /** The element that is being written has had neither elements nor text. */
  private boolean empty;

  private boolean hasText;

  Xml() throws XMLStreamException {
    xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
    xml.writeStartDocument("UTF-8", "1.0");
  }

  void begin(String element) throws XMLStreamException {
    indent(depth);
    xml.writeStartElement(element);
    depth++;
    empty = true;
    hasText = false;
  }

  /** Of the element that has just begun; an attribute has a single line. */
  void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, legal(value.replaceAll("\\s*\\R\\s*", "; ")));
  }

  void content(String text) throws XMLStreamException {
    xml.writeCharacters(legal(text));
    empty = false;
    hasText = true;
  }

  void end() throws XMLStreamException {
    depth--;
    if (!empty && !hasText) {
      indent(depth);
    }
    xml.writeEndElement();
    empty = false;
    hasText = false;
  }

  private void indent(int by) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(by));
  }

  String text() throws XMLStreamException {
    xml.writeEndDocument();
    xml.close();
    return out + "\n";
  }

  private static String legal(String text) {
    return text.codePoints()
        .map(c -> isLegal(c) ? c : REPLACEMENT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isLegal(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || c >= 0x20 && c <= 0xD7FF
        || c >= 0xE000 && c <= 0xFFFD
        || c >= 0x10000;
  }
}
