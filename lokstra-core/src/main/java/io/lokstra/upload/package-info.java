/**
 * Forms with files ({@code multipart/form-data}, RFC 7578): what a handler gets of them.
 *
 * <p>{@link io.lokstra.upload.Upload} is a file that was taken in, and a type for components of
 * records; {@link io.lokstra.upload.Part} is a part of the form as it comes.
 */
@NullMarked
package io.lokstra.upload;

import org.jspecify.annotations.NullMarked;
