package io.lokstra.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link StaticFiles.Options} of which something is about to be said otherwise. */
final class StaticFilesDraft {
  String index;
  Optional<String> fallback;
  List<String> except;
  String cacheControl;
  boolean fingerprints;
  final Map<String, String> cache;
  final Map<String, String> types;
  boolean precompressed;
  boolean wellKnown;
  StaticFiles.Links links;
  long memory;
  int memoryPerFile;
  Duration recheck;
  int maxRanges;
  int maxOpenFiles;

  StaticFilesDraft(StaticFiles.Options from) {
    index = from.index();
    fallback = from.fallback();
    except = from.except();
    cacheControl = from.cacheControl();
    fingerprints = from.fingerprints();
    cache = new HashMap<>(from.cache());
    types = new HashMap<>(from.types());
    precompressed = from.precompressed();
    wellKnown = from.wellKnown();
    links = from.links();
    memory = from.memory();
    memoryPerFile = from.memoryPerFile();
    recheck = from.recheck();
    maxRanges = from.maxRanges();
    maxOpenFiles = from.maxOpenFiles();
  }

  StaticFiles.Options options() {
    return new StaticFiles.Options(
        index,
        fallback,
        except,
        cacheControl,
        fingerprints,
        cache,
        types,
        precompressed,
        wellKnown,
        links,
        memory,
        memoryPerFile,
        recheck,
        maxRanges,
        maxOpenFiles);
  }
}
