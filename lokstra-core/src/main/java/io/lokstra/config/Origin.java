package io.lokstra.config;

/** Where a value was written, as an error and {@code config show} name it by {@code toString}. */
public sealed interface Origin {

  /** The option's own default: nothing else was said. */
  record BuiltIn() implements Origin {
    @Override
    public String toString() {
      return "default";
    }
  }

  /**
   * The program.
   *
   * @param place what said it, as a reader of the code finds it: {@code App.named("hello",
   *     ":8080")}
   */
  record Code(String place) implements Origin {
    @Override
    public String toString() {
      return "code: " + place;
    }
  }

  /**
   * A file.
   *
   * @param file its name as it was given
   * @param line from 1
   * @param column from 1
   */
  record InFile(String file, int line, int column) implements Origin {
    @Override
    public String toString() {
      return file + ":" + line + ":" + column;
    }
  }

  /**
   * What stands in a file by reference to something else.
   *
   * @param place where the reference stands
   * @param references what it was made of, without values: {@code ${DB_URL}}
   */
  record Substituted(InFile place, String references) implements Origin {
    @Override
    public String toString() {
      return place + " by " + references;
    }
  }

  /**
   * An environment variable.
   *
   * @param name its name
   */
  record Variable(String name) implements Origin {
    @Override
    public String toString() {
      return "environment variable " + name;
    }
  }

  /**
   * An argument of the command line. Its value is left out, for it may be a secret.
   *
   * @param position from 1
   * @param key the argument without its value: {@code --server.name}
   */
  record Argument(int position, String key) implements Origin {
    @Override
    public String toString() {
      return "command line argument " + position + ": " + key;
    }
  }
}
