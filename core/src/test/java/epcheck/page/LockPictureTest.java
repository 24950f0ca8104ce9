package epcheck.page;

import static org.assertj.core.api.Assertions.assertThat;

import epcheck.explore.Explorer;
import epcheck.explore.Options;
import epcheck.explore.Progress;
import epcheck.kernel.Model;
import epcheck.report.toy.LockNesting;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockPictureTest {
  private static LockPicture of(Model model) {
    return LockPicture.of("toy", new Explorer(model, Options.DEFAULT).run(Progress.NONE));
  }

  private static List<String> names(LockPicture picture) {
    return picture.nodes().stream().map(LockPicture.Node::name).toList();
  }

  @Test
  void standsBelowWhatItIsTakenUnder() {
    LockPicture picture = of(LockNesting.ordered("outer", "inner"));
    assertThat(names(picture)).containsExactly("outer", "inner");
    assertThat(picture.cycle()).isFalse();
    assertThat(picture.arcs()).extracting(LockPicture.Arc::kind).containsOnly("direct");
    assertThat(picture.nodes()).extracting(LockPicture.Node::y).isSorted();
  }

  @Test
  void marksACycle() {
    LockPicture picture = of(LockNesting.gated());
    assertThat(picture.cycle()).isTrue();
    assertThat(picture.arcs()).filteredOn(arc -> arc.kind().startsWith("cycle")).hasSize(2);
    assertThat(picture.edges()).filteredOn(LockPicture.Edge::cycle).hasSize(2);
  }

  @Test
  void isNotThereWithoutNesting() {
    assertThat(of(setup -> setup.kernel().layout(null, "").intCell("x", 0))).isNull();
  }

  @Test
  void staysWithinItsFrame() {
    LockPicture picture = of(LockNesting.gated());
    assertThat(picture.nodes()).allMatch(node -> 0 < node.y() && node.y() < picture.height());
  }
}
