package io.lokstra.internal.upload;

import io.lokstra.upload.Part;
import io.lokstra.upload.PartHandler;
import io.lokstra.upload.UploadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

/** The parts of a form, one after the other, while they arrive. For one thread. */
public final class Parts {
  private final MultipartReader reader;
  private final UploadOptions options;
  private long fieldsSize;

  /** What {@code reader} reads, within the bounds of {@code options}. */
  public Parts(MultipartReader reader, UploadOptions options) {
    this.reader = reader;
    this.options = options;
  }

  /** Gives each part to {@code handler}. */
  public void each(PartHandler handler) throws Exception {
    for (Optional<PartHeader> next = reader.next(); next.isPresent(); next = reader.next()) {
      OpenPart part = new OpenPart(next.get());
      try {
        handler.handle(part);
      } finally {
        part.over = true;
      }
    }
  }

  private final class OpenPart extends InputStream implements Part {
    private final PartHeader header;
    private long size;
    private boolean over;

    OpenPart(PartHeader header) {
      this.header = header;
    }

    @Override
    public String name() {
      return header.name();
    }

    @Override
    public boolean isFile() {
      return header.fileName().isPresent();
    }

    @Override
    public Optional<String> fileName() {
      return header.fileName().flatMap(FileName::harmless);
    }

    @Override
    public Optional<String> contentType() {
      return header.contentType();
    }

    @Override
    public InputStream stream() {
      return this;
    }

    @Override
    public String text() {
      try {
        byte[] content =
            readNBytes((int) Math.min(Integer.MAX_VALUE, options.maxFieldsSize() - fieldsSize + 1));
        fieldsSize += content.length;
        Form.checkFieldsSize(options, fieldsSize);
        return Form.text(header, content);
      } catch (IOException e) {
        throw new UncheckedIOException("the client went away while its form was read", e);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (over) {
        throw new IOException("the part '" + header.name() + "' is over: its handler has returned");
      }
      if (length == 0) {
        return 0;
      }
      int count = reader.read(target, offset, length);
      if (count > 0) {
        size += count;
        Form.checkFileSize(options, header, size);
      }
      return count;
    }
  }
}
