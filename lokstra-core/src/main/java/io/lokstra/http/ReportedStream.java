package io.lokstra.http;

import io.lokstra.engine.FileOutput;
import io.lokstra.internal.text.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import org.slf4j.LoggerFactory;

/**
 * A streamed body whose writer's failures are logged: they come when the head is on its way, so
 * that no boundary and no client learns of them. What fails because the client is gone is no
 * failure of the writer.
 *
 * @param ctx what is answered
 * @param writer writes the body
 */
record ReportedStream(ActiveRequest ctx, ResponseBody.Stream.Writer writer)
    implements ResponseBody.Stream.Writer {

  static Response of(ActiveRequest ctx, Response response, ResponseBody.Stream stream) {
    return response.withBody(
        new ResponseBody.Stream(stream.length(), new ReportedStream(ctx, stream.writer())));
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Watched watched = new Watched(out);
    try {
      writer.writeTo(watched);
    } catch (Throwable thrown) {
      if (!watched.failed && !ctx.cancelled()) {
        LoggerFactory.getLogger("io.lokstra.http")
            .error(
                "{} {} failed while its answer was written [{}]",
                ctx.method(),
                Printable.of(ctx.path()),
                ctx.requestId(),
                thrown);
      }
      throw thrown;
    }
  }

  /** Remembers whether it was the way out that failed. What the way out can, this can too. */
  private static final class Watched extends OutputStream implements FileOutput {
    private final OutputStream out;
    private volatile boolean failed;

    Watched(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
      try {
        out.write(octet);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public boolean takesFiles() {
      return out instanceof FileOutput direct && direct.takesFiles();
    }

    @Override
    public void transfer(FileChannel file, long position, long count) throws IOException {
      if (!(out instanceof FileOutput direct)) {
        throw new IllegalStateException("parts of files are not taken here");
      }
      try {
        direct.transfer(file, position, count);
      } catch (EOFException e) {
        // The file's end, which is the writer's matter.
        throw e;
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }
  }
}
