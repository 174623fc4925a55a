package io.lokstra.netty.http3;

/** Why a stream or a connection ends (RFC 9114 §8.1, RFC 9204 §6). */
public enum ErrorCode {
  /** All is well. */
  NO_ERROR(0x100),
  /** The peer broke the protocol, in a way for which there is no better code. */
  GENERAL_PROTOCOL_ERROR(0x101),
  /** This end failed. */
  INTERNAL_ERROR(0x102),
  /** A stream of a kind that the peer must not open. */
  STREAM_CREATION_ERROR(0x103),
  /** A stream that the connection needs was closed. */
  CLOSED_CRITICAL_STREAM(0x104),
  /** A frame where it must not stand. */
  FRAME_UNEXPECTED(0x105),
  /** A frame whose form or length is wrong. */
  FRAME_ERROR(0x106),
  /** The peer costs more than it should. */
  EXCESSIVE_LOAD(0x107),
  /** A number that must not be used, or not any more. */
  ID_ERROR(0x108),
  /** Settings that must not be made. */
  SETTINGS_ERROR(0x109),
  /** The control stream does not begin with its settings. */
  MISSING_SETTINGS(0x10a),
  /** The request was not looked at. */
  REQUEST_REJECTED(0x10b),
  /** The request, or its response, is no longer wanted. */
  REQUEST_CANCELLED(0x10c),
  /** The request ended before it was whole. */
  REQUEST_INCOMPLETE(0x10d),
  /** The message is malformed. */
  MESSAGE_ERROR(0x10e),
  /** What is asked for needs HTTP/1.1. */
  VERSION_FALLBACK(0x110),
  /** A field section that cannot be decompressed. */
  QPACK_DECOMPRESSION_FAILED(0x200),
  /** An instruction of the peer's encoder that must not be. */
  QPACK_ENCODER_STREAM_ERROR(0x201),
  /** An instruction of the peer's decoder that must not be. */
  QPACK_DECODER_STREAM_ERROR(0x202);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The code on the wire. */
  public int number() {
    return number;
  }
}
