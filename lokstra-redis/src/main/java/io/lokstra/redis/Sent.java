package io.lokstra.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command under way. Waiting for it may be interrupted: the connection does not notice. */
final class Sent {
  private final String name;
  private final RedisCommand command;
  private final AsyncCommand<byte[], byte[], RedisReply> answer;

  Sent(String name, RedisCommand command) {
    this.name = name;
    this.command = command;
    this.answer =
        new AsyncCommand<>(
            new Command<>(command.type(), new ReplyOutput(name, command.name()), command.args()));
  }

  /** What Lettuce is given. */
  AsyncCommand<byte[], byte[], RedisReply> answer() {
    return answer;
  }

  RedisCommand command() {
    return command;
  }

  /** Nobody waits any more. What was sent is not taken back. */
  void abandon() {
    answer.cancel(false);
  }

  /** Whether the server did not know the script; the answer must be there. */
  boolean lacksScript() {
    return answer.isCompletedExceptionally()
        && !answer.isCancelled()
        && answer.exceptionNow() instanceof RedisNoScriptException;
  }

  /** Waits until the answer is there, whatever it is. */
  void await(CallTime time) {
    try {
      answer.get(time.left(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | CancellationException e) {
      // told by reply()
    } catch (TimeoutException e) {
      abandon();
      throw new RedisUnavailableException(
          "LOK-RED-004",
          "redis %s did not answer %s in time; it may have been done all the same"
              .formatted(name, command),
          true);
    } catch (InterruptedException e) {
      abandon();
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException(
              "interrupted while redis " + name + " was asked for " + command);
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  /** The answer, which is there. */
  RedisReply reply() {
    if (!answer.isCompletedExceptionally()) {
      return answer.resultNow();
    }
    if (answer.isCancelled()) {
      throw new RedisUnavailableException(
          "LOK-RED-007",
          "redis %s was closed while %s was under way".formatted(name, command),
          true);
    }
    throw Errors.of(name, command, answer.exceptionNow());
  }

  /** The error Redis answered with, as a reply of its own; the answer is there. */
  RedisReply replyOrError() {
    if (answer.isCompletedExceptionally()
        && !answer.isCancelled()
        && answer.exceptionNow() instanceof RedisCommandExecutionException
        && Errors.of(name, command, answer.exceptionNow()) instanceof RedisException error) {
      return new RedisReply.Failed(error);
    }
    return reply();
  }
}
