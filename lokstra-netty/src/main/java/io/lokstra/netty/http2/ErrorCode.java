package io.lokstra.netty.http2;

/** Why a stream or a connection ends (RFC 9113 §7). */
public enum ErrorCode {
  /** All is well. */
  NO_ERROR(0),
  /** The peer broke the protocol. */
  PROTOCOL_ERROR(1),
  /** This end failed. */
  INTERNAL_ERROR(2),
  /** The peer sent more than its window allows. */
  FLOW_CONTROL_ERROR(3),
  /** Settings were not acknowledged. */
  SETTINGS_TIMEOUT(4),
  /** A frame for a stream that is closed. */
  STREAM_CLOSED(5),
  /** A frame of a wrong size. */
  FRAME_SIZE_ERROR(6),
  /** The stream was not looked at. */
  REFUSED_STREAM(7),
  /** The stream is no longer wanted. */
  CANCEL(8),
  /** A header block that cannot be decompressed. */
  COMPRESSION_ERROR(9),
  /** The tunnel's other end failed. */
  CONNECT_ERROR(10),
  /** The peer costs more than it should. */
  ENHANCE_YOUR_CALM(11),
  /** The encryption is too weak. */
  INADEQUATE_SECURITY(12),
  /** What is asked for needs HTTP/1.1. */
  HTTP_1_1_REQUIRED(13);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The code on the wire. */
  public int number() {
    return number;
  }
}
