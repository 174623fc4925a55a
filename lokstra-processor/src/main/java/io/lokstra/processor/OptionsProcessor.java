package io.lokstra.processor;

import java.io.IOException;
import java.io.Writer;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

/**
 * Writes, for each record marked {@code @io.lokstra.config.Options}, its {@code OptionsShape} and a
 * resource with the text of its {@code @param} tags.
 *
 * <p>Reading a record by reflection costs a program that starts some 40 ms the first time
 * (annotations become proxies, a long constructor is spun into bytecode); the written class costs
 * one.
 */
public final class OptionsProcessor extends AbstractProcessor {

  /** For the compiler. */
  public OptionsProcessor() {}

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of("io.lokstra.config.Options");
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (TypeElement annotation : annotations) {
      for (Element element : round.getElementsAnnotatedWith(annotation)) {
        process((TypeElement) element);
      }
    }
    return false;
  }

  private void process(TypeElement type) {
    try {
      OptionsModel model = new OptionsReader(processingEnv).read(type);
      for (OptionsModel.Component component : model.components()) {
        if (component.description().isEmpty()) {
          processingEnv
              .getMessager()
              .printMessage(
                  Diagnostic.Kind.WARNING,
                  "option " + component.name() + " has no @param: say what it is for",
                  type);
        }
      }
      write(model, type);
    } catch (RefusedException e) {
      processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, e.reason(), e.element());
    } catch (IOException e) {
      processingEnv
          .getMessager()
          .printMessage(Diagnostic.Kind.ERROR, "cannot write what reads it: " + e, type);
    }
  }

  private void write(OptionsModel model, TypeElement type) throws IOException {
    try (Writer source =
        processingEnv.getFiler().createSourceFile(model.shapeName(), type).openWriter()) {
      source.write(OptionsWriter.source(model));
    }
    try (Writer text =
        processingEnv
            .getFiler()
            .createResource(StandardLocation.CLASS_OUTPUT, "", model.textName(), type)
            .openWriter()) {
      text.write(OptionsWriter.text(model));
    }
  }
}
