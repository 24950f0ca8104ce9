package epcheck.lincheck;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"epcheck lincheck " + (version == null ? "(not from a jar)" : version)};
  }
}
