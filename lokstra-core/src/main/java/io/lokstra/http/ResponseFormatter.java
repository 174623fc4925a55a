package io.lokstra.http;

/** placeholder. */
public interface ResponseFormatter {}
