package io.lokstra.jobs.internal;

import io.lokstra.jobs.JobsOptions;
import io.lokstra.jobs.QueueOptions;
import io.lokstra.jobs.QueueOrder;
import io.lokstra.jobs.spi.QueueFetch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** In which order queues are asked. */
final class QueueTurns {
  private final List<QueueOptions> queues;
  private final boolean strict;
  private final List<QueueFetch> inOrder;

  QueueTurns(JobsOptions options) {
    this.queues =
        options.queues().isEmpty() ? List.of(QueueOptions.of("default")) : options.queues();
    this.strict = options.order() == QueueOrder.STRICT || queues.size() == 1;
    this.inOrder = queues.stream().map(QueueTurns::fetch).toList();
  }

  private static QueueFetch fetch(QueueOptions queue) {
    return new QueueFetch(
        queue.name(),
        queue.maxRunning(),
        queue.rate().map(count -> new QueueFetch.Rate(count, queue.ratePeriod())));
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    queues.forEach(queue -> names.add(queue.name()));
    return names;
  }

  /** The queues, in the order in which they are asked this time. */
  List<QueueFetch> next(RandomGenerator random) {
    if (strict) {
      return inOrder;
    }
    List<QueueOptions> left = new ArrayList<>(queues);
    List<QueueFetch> turn = new ArrayList<>(queues.size());
    while (!left.isEmpty()) {
      int at = random.nextInt(left.stream().mapToInt(QueueOptions::weight).sum());
      int i = 0;
      while (at >= left.get(i).weight()) {
        at -= left.get(i).weight();
        i++;
      }
      turn.add(fetch(left.remove(i)));
    }
    return turn;
  }
}
