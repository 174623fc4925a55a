package io.lokstra.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.internal.config.JsonSchema;
import io.lokstra.internal.config.Reference;
import io.lokstra.internal.service.ModuleSection;
import io.lokstra.internal.service.ServiceOptions;
import io.lokstra.internal.service.ServiceSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The reference of configuration is made from the records of options. {@code -Dupdate} writes it.
 */
class ConfigurationReferenceTest {

  private static final Path FOLDER = Path.of("../docs/reference");
  private static final Path RESOURCES = Path.of("src/main/resources/META-INF/lokstra");
  private static final Map<String, Class<? extends Record>> REFERENCE_BESIDE =
      Map.of("server", ServerWiring.class, "apps.<name>", AppWiring.class);
  private static final String COMMAND =
      "mvn -pl lokstra-core -am test -Dtest=ConfigurationReferenceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dupdate";

  private static final String HEAD =
      """
      # Configuration reference

      <!-- Written from the records of options and their javadoc. To write it anew:
      %s -->

      Every key of Lokstra itself, with its default. How values are given, and by whom, is told in
      [Configuration](../configuration.md). `<name>` stands for the name of an element, which the program chooses.

      A *size* is a number of bytes: `8000`, `64KiB`, `1MiB`. A *duration* is `10s`, `1h30m`, `250ms`. An *address* is
      `:8080`, `host:8080`, `[::1]:8080` or `unix:/run/app.sock`.

      """
          .formatted(COMMAND);

  @Test
  void referencePageIsThatOfTheRecords() throws IOException {
    StringBuilder page =
        new StringBuilder(HEAD).append(Reference.tables("", RootOptions.class, REFERENCE_BESIDE));
    page.append('\n').append(Reference.tables(LoggingSection.class));
    page.append('\n').append(Reference.tables(ServiceSection.class));
    page.append(
        """

        What stands below `services.<name>.config` is for the service's type to say.

        """);
    page.append(Reference.tables(ModuleSection.class));
    standard()
        .forEach(
            (name, type) -> page.append('\n').append(Reference.tables("middleware." + name, type)));
    page.append(
        """

        The options of [static files](../static-files.md) stand where a program reads them from, as `site.files` on that page:

        """);
    page.append(Reference.tables("files", StaticFiles.Options.class));
    page.append(
        """

        Where a program reads a [reverse proxy](../reverse-proxy.md) from a section of its own:

        """);
    page.append(Reference.tables("<proxy>", Proxy.Options.class));
    check(FOLDER.resolve("configuration.md"), page.toString());
  }

  @Test
  void schemaIsThatOfTheRecords() throws IOException {
    String schema =
        JsonSchema.of(
            RootOptions.class,
            "Lokstra configuration",
            Map.of(
                "",
                List.of(LoggingSection.class, ServiceSection.class, ModuleSection.class),
                "server",
                List.of(ServerWiring.class),
                "apps",
                List.of(AppWiring.class)),
            new JsonSchema.Plugged(
                MiddlewareUse.class,
                standard(),
                Map.of(ServiceOptions.class, Map.of("config", "the keys of the service's type"))));
    check(FOLDER.resolve("lokstra.schema.json"), schema);
    check(RESOURCES.resolve("lokstra.schema.json"), schema);
  }

  /** The options of the standard middleware, by name. */
  private static Map<String, Class<? extends Record>> standard() {
    Map<String, Class<? extends Record>> types = new LinkedHashMap<>();
    for (String name : MiddlewareType.STANDARD) {
      types.put(name, MiddlewareType.standard(name).orElseThrow().options());
    }
    return types;
  }

  private static void check(Path file, String expected) throws IOException {
    if (System.getProperty("update") != null) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("%s differs from the records of options; write it anew: %s", file, COMMAND)
        .isEqualTo(expected);
  }
}
