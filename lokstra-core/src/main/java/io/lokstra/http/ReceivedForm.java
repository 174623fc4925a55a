package io.lokstra.http;

import io.lokstra.engine.CancelReason;
import io.lokstra.internal.bind.ContentCoding;
import io.lokstra.internal.upload.Form;
import io.lokstra.internal.upload.MultipartReader;
import io.lokstra.internal.upload.Parts;
import io.lokstra.internal.web.MediaTypes;
import io.lokstra.upload.PartHandler;
import io.lokstra.upload.Upload;
import io.lokstra.upload.UploadOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * The body of a request as a form, of either media type.
 *
 * @param fields what is no file
 * @param files what is; empty where the media type has none
 */
record ReceivedForm(QueryParameters fields, Optional<Form> files) {
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";

  /**
   * Reads it.
   *
   * @throws HttpException 400, 413, 415, 503
   */
  static ReceivedForm read(ActiveRequest ctx) {
    String type = contentType(ctx);
    return switch (MediaTypes.essence(type)) {
      case URL_ENCODED -> urlEncoded(ctx);
      case MULTIPART -> multipart(ctx, type);
      default ->
          throw HttpException.unsupportedMediaType(
              "A form is expected here (" + URL_ENCODED + " or " + MULTIPART + ").");
    };
  }

  private static ReceivedForm urlEncoded(ActiveRequest ctx) {
    ContentCoding.requireNone(ctx.headers());
    byte[] body = ctx.bytes();
    return new ReceivedForm(
        QueryParameters.parseForm(body, 0, body.length, QueryParameters.DEFAULT_LIMIT),
        Optional.empty());
  }

  private static ReceivedForm multipart(ActiveRequest ctx, String type) {
    Form form = new Form(ctx.uploadStore());
    // Whatever comes, and be it the end of the server, the files go with the request.
    ctx.onEnd(_ -> form.end());
    try {
      form.read(reader(ctx, type));
    } catch (IOException e) {
      ctx.cancel(CancelReason.CLIENT_GONE);
      throw new UncheckedIOException("the client went away while its form was read", e);
    }
    return new ReceivedForm(QueryParameters.of(form.fields()), Optional.of(form));
  }

  /** Reads it part by part, in the place of {@link #read}. */
  static void parts(ActiveRequest ctx, PartHandler handler) throws Exception {
    String type = contentType(ctx);
    if (!MediaTypes.essence(type).equals(MULTIPART)) {
      throw noFiles();
    }
    new Parts(reader(ctx, type), ctx.uploadStore().options()).each(handler);
  }

  private static MultipartReader reader(ActiveRequest ctx, String type) throws IOException {
    ContentCoding.requireNone(ctx.headers());
    String boundary =
        MultipartReader.boundaryOf(type)
            .orElseThrow(() -> HttpException.badRequest("The form has no boundary."));
    UploadOptions options = ctx.uploadStore().options();
    return new MultipartReader(ctx.stream(), boundary, options.maxParts(), options.maxPartHeader());
  }

  private static String contentType(ActiveRequest ctx) {
    return ctx.headers().first("content-type").orElse("");
  }

  /**
   * The files of that name.
   *
   * @throws HttpException 415 when the media type has no files
   */
  List<Upload> uploads(String name) {
    return files.orElseThrow(ReceivedForm::noFiles).uploads(name);
  }

  private static HttpException noFiles() {
    return HttpException.unsupportedMediaType(
        "A form with files is expected here (" + MULTIPART + ").");
  }
}
