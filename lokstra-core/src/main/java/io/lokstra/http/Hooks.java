package io.lokstra.http;

import io.lokstra.service.ServiceDirectory;
import java.util.ArrayList;
import java.util.List;

/** What is to be done at points of a server's life. */
final class Hooks {
  private final List<Hook<? super ServiceDirectory>> beforeStart = new ArrayList<>();
  private final List<Hook<? super RunningServer>> afterStart = new ArrayList<>();
  private final List<Hook<? super RunningServer>> beforeStop = new ArrayList<>();
  private final List<ResponseHook> afterResponse = new ArrayList<>();

  List<Hook<? super ServiceDirectory>> beforeStart() {
    return beforeStart;
  }

  List<Hook<? super RunningServer>> afterStart() {
    return afterStart;
  }

  List<Hook<? super RunningServer>> beforeStop() {
    return beforeStop;
  }

  List<ResponseHook> afterResponse() {
    return afterResponse;
  }

  Hooks copy() {
    Hooks copy = new Hooks();
    copy.beforeStart.addAll(beforeStart);
    copy.afterStart.addAll(afterStart);
    copy.beforeStop.addAll(beforeStop);
    copy.afterResponse.addAll(afterResponse);
    return copy;
  }
}
