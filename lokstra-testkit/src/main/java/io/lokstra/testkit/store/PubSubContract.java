package io.lokstra.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.store.Message;
import io.lokstra.store.MessageSubscription;
import io.lokstra.store.PubSub;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link PubSub} must do. */
public interface PubSubContract {

  /** Channels that nobody listens to. At most 1,000 messages wait for a handler. */
  PubSub silentChannels();

  /** All who listen get all messages, in their order. */
  @Test
  default void bringsEachMessageToAllWhoListen() {
    PubSub channels = silentChannels();
    ConcurrentLinkedQueue<String> one = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> two = new ConcurrentLinkedQueue<>();
    channels.publishText("a", "nobody hears this");
    try (MessageSubscription _ = channels.subscribe("a", message -> one.add(message.text()));
        MessageSubscription _ = channels.subscribe("a", message -> two.add(message.text()))) {
      List<String> sent = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
      sent.forEach(text -> channels.publishText("a", text));
      channels.publishText("b", "elsewhere");
      Eventually.until("all came", () -> one.size() == 100 && two.size() == 100);
      assertThat(one).containsExactlyElementsOf(sent);
      assertThat(two).containsExactlyElementsOf(sent);
    }
  }

  /** Bytes and JSON come as they were sent. */
  @Test
  default void bringsWhatWasSent() {
    PubSub channels = silentChannels();
    ConcurrentLinkedQueue<Message> got = new ConcurrentLinkedQueue<>();
    try (MessageSubscription _ = channels.subscribe("a", got::add)) {
      channels.publish("a", new byte[] {0, -1, 13, 10});
      channels.publishJson("a", List.of(1, 2));
      Eventually.until("both came", () -> got.size() == 2);
    }
    Message bytes = got.remove();
    assertThat(bytes.channel()).isEqualTo("a");
    assertThat(bytes.body()).containsExactly(0, -1, 13, 10);
    assertThat(bytes).hasToString("Message[a, 4 bytes]");
    Object list = got.remove().as(List.class);
    assertThat(list).isEqualTo(List.of(1L, 2L));
  }

  /** A handler that fails gets the next message all the same; one that is closed none. */
  @Test
  default void goesOnAfterAHandlerFailedAndStopsWhenClosed() {
    PubSub channels = silentChannels();
    ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> other = new ConcurrentLinkedQueue<>();
    try (MessageSubscription _ = channels.subscribe("a", message -> other.add(message.text()))) {
      try (MessageSubscription _ =
          channels.subscribe(
              "a",
              message -> {
                got.add(message.text());
                throw new IllegalStateException("fails");
              })) {
        channels.publishText("a", "1");
        channels.publishText("a", "2");
        Eventually.until("both came", () -> got.size() == 2);
      }
      channels.publishText("a", "3");
      Eventually.until("the other has it", () -> other.contains("3"));
    }
    assertThat(got).containsExactly("1", "2");
  }

  /** Who is slow loses the oldest, is told so, and holds up nobody. */
  @Test
  default void dropsTheOldestForOneWhoIsSlow() {
    PubSub channels = silentChannels();
    CountDownLatch go = new CountDownLatch(1);
    ConcurrentLinkedQueue<String> slow = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> quick = new ConcurrentLinkedQueue<>();
    try (MessageSubscription subscription =
            channels.subscribe(
                "a",
                message -> {
                  slow.add(message.text());
                  if (message.text().equals("0")) {
                    await(go);
                  }
                });
        MessageSubscription _ =
            channels.subscribe(
                "a",
                message -> {
                  if (message.text().equals("1499")) {
                    quick.add(message.text());
                  }
                })) {
      subscription.onGap(() -> slow.add("gap"));
      channels.publishText("a", "0");
      Eventually.until("it has begun", () -> !slow.isEmpty());
      for (int i = 1; i < 1500; i++) {
        channels.publishText("a", Integer.toString(i));
      }
      Eventually.until("the other is not held up", () -> !quick.isEmpty());
      Eventually.until("the oldest are dropped", () -> subscription.dropped() == 499);
      go.countDown();
      Eventually.until("the newest came", () -> slow.contains("1499"));
      assertThat(slow).startsWith("0", "gap", "500").hasSize(1002);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is no channel is refused. */
  @Test
  default void refusesChannelsThatAreNone() {
    PubSub channels = silentChannels();
    assertThatThrownBy(() -> channels.publishText("", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> channels.subscribe("a\n", _ -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
