package io.lokstra.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.service.Mode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking for a dev service, where there is nobody who starts any. */
class DevServicesTest {

  @Test
  void readsAddresses() {
    assertThat(DevAddress.of("dev:redis")).isEqualTo(new DevAddress("redis", "", Map.of()));
    DevAddress whole = DevAddress.of("dev:postgresql/shop?program=path&port=5433");
    assertThat(whole.kind()).isEqualTo("postgresql");
    assertThat(whole.name()).isEqualTo("shop");
    assertThat(whole.parameters()).containsEntry("program", "path").containsEntry("port", "5433");
    assertThat(whole).hasToString("dev:postgresql/shop?program=path&port=5433");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:mem:x",
        "dev:",
        "dev:Redis",
        "dev:redis/",
        "dev:postgresql/a b",
        "dev:postgresql/a/b",
        "dev:postgresql?",
        "dev:postgresql?port",
        "dev:postgresql?port=",
        "dev:postgresql?=1",
        "dev:postgresql?port=1&port=2",
        "dev:postgresql?port=1&"
      })
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> DevAddress.of(address))
        .isInstanceOf(DevServiceException.class)
        .hasMessageStartingWith("LOK-DEV-003 the address '" + address + "'")
        .hasMessageContaining("expected dev:kind/name?key=value");
  }

  @Test
  void isForDevelopmentAndTestsAlone() {
    assertThatThrownBy(() -> DevServices.check("dev:postgresql", Mode.PRODUCTION))
        .isInstanceOfSatisfying(
            DevServiceException.class, e -> assertThat(e.code()).isEqualTo("LOK-DEV-001"))
        .hasMessageContaining("this process runs in production")
        .hasMessageContaining("./lokstra dev, --mode=development or LOKSTRA_MODE=development");
    assertThatThrownBy(() -> DevServices.start("dev:postgresql", Mode.PRODUCTION))
        .hasMessageContaining("LOK-DEV-001");
  }

  @Test
  void namesTheModuleThatIsMissing() {
    assertThatThrownBy(() -> DevServices.check("dev:postgresql", Mode.DEVELOPMENT))
        .hasMessageStartingWith("LOK-DEV-002")
        .hasMessageContaining("add io.lokstra:lokstra-devservices");
  }

  @Test
  void leavesOtherAddressesAlone() {
    DevServices.check("jdbc:postgresql://db/shop", Mode.PRODUCTION);
  }
}
