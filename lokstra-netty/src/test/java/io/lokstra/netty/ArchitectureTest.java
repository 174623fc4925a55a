package io.lokstra.netty;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What may touch what. */
class ArchitectureTest {
  private final JavaClasses engine =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.lokstra.netty");

  @Test
  void theCodecAndTheThreadsKnowNothingOfNetty() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.lokstra.netty.http1..",
            "io.lokstra.netty.http2..",
            "io.lokstra.netty.proxyprotocol..",
            "io.lokstra.netty.http3..",
            "io.lokstra.netty.threads..",
            "io.lokstra.netty.tls..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(engine);
  }

  /** A direct buffer taken in a request's thread costs ten times one taken on the loop. */
  @Test
  void whatARequestsThreadCallsTouchesNoAllocatorAndNoThreadLocal() {
    noClasses()
        .that()
        .haveSimpleName("NettyExchange")
        .or()
        .haveSimpleName("InputQueue")
        .or()
        .haveSimpleNameStartingWith("OutputPipe")
        .or()
        .haveSimpleName("StreamedResponse")
        .or()
        .haveSimpleNameStartingWith("UpgradedConnection")
        .or()
        .haveSimpleNameStartingWith("Bodies")
        .or()
        .haveSimpleNameStartingWith("UpstreamCall")
        .or()
        .haveSimpleName("UpstreamContent")
        .or()
        .haveSimpleName("UpstreamPool")
        .or()
        .haveSimpleName("PipedResponse")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocal.class)
        .check(engine);
    noClasses()
        .that()
        .doNotHaveSimpleName("Outbound")
        .and()
        .doNotHaveSimpleName("Connection")
        .and()
        .doNotHaveSimpleName("EventedConnection")
        .and()
        .doNotHaveSimpleName("InputBuffer")
        .and()
        .haveNameNotMatching(".*LoopBuffers(\\$.*)?")
        .and()
        .doNotHaveSimpleName("RenegotiationGuard")
        .and()
        .doNotHaveSimpleName("ProxiedConnection")
        .and()
        .doNotHaveSimpleName("UpstreamConnection")
        .and()
        .doNotHaveSimpleName("HeaderBlocks")
        .and()
        .doNotHaveSimpleName("Http2Session")
        .and()
        .doNotHaveSimpleName("QuicWriter")
        .and()
        .haveNameNotMatching(".*\\.(Http3[A-Za-z]+|RetryTokens)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty.buffer..")
        .check(engine);
  }

  /** QUIC is an optional dependency: a server without HTTP/3 must not meet its classes. */
  @Test
  void onlyWhatServesHttp3TouchesQuic() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.(Http3[A-Za-z]+|Quic[A-Za-z]+|RetryTokens)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty.handler.codec.quic..")
        .check(engine);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty.handler.codec.http3..")
        .check(engine);
  }

  @Test
  void onlyOneClassTouchesTheJdksInternals() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.lokstra.netty.threads.CarriedThreads")
        .and()
        .doNotHaveFullyQualifiedName("io.lokstra.netty.threads.CarriedThreads$Carrier")
        .should()
        .callMethod(Class.class, "forName", String.class)
        .orShould()
        .callMethod(java.lang.reflect.AccessibleObject.class, "setAccessible", boolean.class)
        .check(engine);
  }
}
