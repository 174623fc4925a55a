package io.lokstra.web;

import static io.lokstra.http.RouteOption.returns;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.Handler;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeclaredOutputTest {
  private static final Type NAMES =
      new ParameterizedType() {
        @Override
        public Type[] getActualTypeArguments() {
          return new Type[] {String.class};
        }

        @Override
        public Type getRawType() {
          return List.class;
        }

        @Override
        public Type getOwnerType() {
          return List.class;
        }
      };

  @Test
  void failsAHandlerThatReturnsWhatItsRouteDoesNotPromise() throws Exception {
    assertThat(status(String.class, ctx -> 42)).isEqualTo(500);
    assertThat(status(long.class, ctx -> 42)).isEqualTo(500);
    assertThat(status(NAMES, ctx -> List.of("a", 1))).isEqualTo(500);
    assertThat(status(NAMES, ctx -> "a")).isEqualTo(500);
  }

  @Test
  void acceptsWhatThePromiseCovers() throws Exception {
    assertThat(status(String.class, ctx -> "text")).isEqualTo(200);
    assertThat(status(Object.class, ctx -> 42)).isEqualTo(200);
    assertThat(status(int.class, ctx -> 42)).isEqualTo(200);
    assertThat(status(String.class, ctx -> Response.of(201, "text"))).isEqualTo(201);
    assertThat(status(NAMES, ctx -> List.of("a", "b"))).isEqualTo(200);
    assertThat(status(String.class, ctx -> Optional.empty())).isEqualTo(404);
    assertThat(status(String.class, ctx -> Response.text("as it is"))).isEqualTo(200);
    assertThat(status(String.class, ctx -> Response.noContent())).isEqualTo(204);
  }

  private static int status(Type declared, Handler handler) throws Exception {
    Router router = Router.named("r").get("/", handler, returns(declared));
    try (InMemory server = InMemory.of(router)) {
      return server.get("/").status();
    }
  }
}
