package epcheck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house: a package is a concept and imports only what stands below it. */
@AnalyzeClasses(packages = "epcheck", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String JAVA = "java..";

  @ArchTest
  static final ArchRule kernelStandsOnNothing =
      classes()
          .that()
          .resideInAPackage("epcheck.kernel")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("epcheck.kernel", JAVA);

  @ArchTest
  static final ArchRule theExplorerKnowsNoSgx =
      classes()
          .that()
          .resideInAPackage("epcheck.explore")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("epcheck.explore", "epcheck.kernel", JAVA);

  @ArchTest
  static final ArchRule liveKnowsOnlyTheVocabulary =
      classes()
          .that()
          .resideInAPackage("epcheck.live")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("epcheck.live", "epcheck.kernel", JAVA);

  @ArchTest
  static final ArchRule logsAreReadWithoutKnowingAnyModel =
      classes()
          .that()
          .resideInAPackage("epcheck.dmesg")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("epcheck.dmesg", JAVA);

  @ArchTest
  static final ArchRule theDriverIsWrittenAgainstTheVocabularyAlone =
      classes()
          .that()
          .resideInAPackage("epcheck.sgx")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("epcheck.sgx", "epcheck.kernel", JAVA);

  /** Patches are applied to class files. */
  @ArchTest
  static final ArchRule revisionsAreOfTheDriver =
      classes()
          .that()
          .resideInAPackage("epcheck.revision")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "epcheck.revision", "epcheck.sgx", "epcheck.kernel", "org.objectweb.asm", JAVA);

  @ArchTest
  static final ArchRule reportsKnowNoSgx =
      noClasses()
          .that()
          .resideInAnyPackage("epcheck.report", "epcheck.ci")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("epcheck.sgx", "epcheck.revision", "epcheck.oracle", "epcheck.cli");

  /** A proposal is judged on what it is, whoever asks and however it is shown. */
  @ArchTest
  static final ArchRule nothingBelowTheCommandLineKnowsProposals =
      noClasses()
          .that()
          .resideOutsideOfPackages("epcheck.validate", "epcheck.results", "epcheck.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("epcheck.validate");

  /** A page shows what there is; nothing is made for it. */
  @ArchTest
  static final ArchRule nothingBelowTheCommandLineKnowsPages =
      noClasses()
          .that()
          .resideOutsideOfPackages("epcheck.page", "epcheck.results", "epcheck.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("epcheck.page");

  @ArchTest
  static final ArchRule nobodyCallsTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("epcheck.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("epcheck.cli");

  @ArchTest
  static final ArchRule noPackageCycles =
      slices().matching("epcheck.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noStaticMutableState =
      noFields()
          .that()
          .areStatic()
          .and()
          .areNotFinal()
          .should()
          .beDeclaredInClassesThat()
          .resideInAPackage("epcheck..")
          .allowEmptyShould(true);
}
