package io.lokstra.netty.threads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The remedy names the right target for the way a program was started. */
class RemedyTest {
  private static final String UNNAMED = "--add-opens java.base/java.lang=ALL-UNNAMED";

  @Test
  void namesTheManifestOfAJar() {
    assertThat(Remedy.of("/srv/app.jar --port 80", null))
        .contains("Add-Opens: java.base/java.lang")
        .contains("manifest of /srv/app.jar")
        .contains("java " + UNNAMED + " -jar /srv/app.jar");
  }

  @Test
  void namesTheOptionForASourceFile() {
    assertThat(
            Remedy.of(
                "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher Hello.java x", null))
        .isEqualTo("start it with: java " + UNNAMED + " Hello.java x");
  }

  @Test
  void namesTheArgumentsOfTests() {
    assertThat(Remedy.of("/x/target/surefire/surefirebooter-1.jar /x/target", null))
        .contains("argLine")
        .contains(UNNAMED);
    assertThat(Remedy.of("com.intellij.rt.junit.JUnitStarter -ideVersion5", null))
        .contains("argLine");
  }

  @Test
  void namesTheModuleWhereThereIsOne() {
    assertThat(Remedy.of("shop/shop.Main", "io.lokstra.netty"))
        .contains("--add-opens java.base/java.lang=io.lokstra.netty")
        .contains("IDE");
    assertThat(Remedy.forThisJvm()).contains("--add-opens");
  }
}
