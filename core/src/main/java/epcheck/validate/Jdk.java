package epcheck.validate;

/**
 * The Java that runs epcheck, if it can compile. This class names no class of the compiler, so that
 * it can still say so where there is none.
 */
public final class Jdk {
  private Jdk() {}

  /**
   * Comes before all that compiles.
   *
   * @throws BadProposal if this is a JRE
   */
  public static void require() throws BadProposal {
    require(ModuleLayer.boot());
  }

  static void require(ModuleLayer modules) throws BadProposal {
    if (modules.findModule("jdk.compiler").isEmpty()) {
      throw new BadProposal(
          "a proposal is compiled, and the Java in "
              + System.getProperty("java.home")
              + " has no compiler: it is a JRE\n"
              + "Run epcheck with a JDK of 17 or newer (JAVA_HOME says which; Debian: apt install"
              + " openjdk-17-jdk-headless).");
    }
  }
}
