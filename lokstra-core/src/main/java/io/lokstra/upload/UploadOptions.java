package io.lokstra.upload;

import io.lokstra.config.ByteSize;
import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Bounds of forms with files; keys under {@code server.uploads}. A form as a whole is bounded as
 * any body is: by {@code server.http.max-body-size}, or what its route says.
 *
 * @param directory where files are kept while their request lasts; a directory of the server's own
 *     is made in there, which nobody else may look into; the system's for temporary files unless
 *     said
 * @param maxParts most fields and files of a form; 413
 * @param maxPartHeader longest header of one of them; 400
 * @param maxFileSize largest file; 413; 0 for as large as the body may be
 * @param maxFieldsSize all fields that are no files together, which are held in memory; 413
 * @param memory how much of a form's files is held in memory before they are kept in {@code
 *     directory}
 * @param maxStored most bytes in {@code directory} at one time; 503 with {@code Retry-After}
 */
@Options
public record UploadOptions(
    Optional<Path> directory,
    @Default("100") @Positive int maxParts,
    @Default("8KiB") @ByteSize @Min(256) int maxPartHeader,
    @Default("0") @ByteSize @PositiveOrZero long maxFileSize,
    @Default("256KiB") @ByteSize @PositiveOrZero int maxFieldsSize,
    @Default("64KiB") @ByteSize @PositiveOrZero int memory,
    @Default("1GiB") @ByteSize @PositiveOrZero long maxStored) {}
