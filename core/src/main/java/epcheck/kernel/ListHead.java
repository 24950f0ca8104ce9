package epcheck.kernel;

/**
 * {@code struct list_head} (include/linux/list.h), as a head or as the node inside a struct. {@code
 * list_del()} leaves the node poisoned, {@code list_del_init()} linked to itself; corruption that
 * CONFIG_DEBUG_LIST finds is a finding.
 */
public interface ListHead<T extends Struct> {
  /** {@code INIT_LIST_HEAD(this)}. */
  void init();

  /** {@code list_empty(this)}: the next pointer leads back here. */
  boolean isEmpty();

  /** {@code list_add(node, this)}: right after this head. */
  void add(ListHead<T> node);

  /** {@code list_add_tail(node, this)}: at the end of this list. */
  void addTail(ListHead<T> node);

  /** {@code list_del(this)}. */
  void del();

  /** {@code list_del_init(this)}. */
  void delInit();

  /** {@code list_move(node, this)}. */
  default void move(ListHead<T> node) {
    node.unlink();
    add(node);
  }

  /** {@code list_move_tail(node, this)}. */
  default void moveTail(ListHead<T> node) {
    node.unlink();
    addTail(node);
  }

  /** {@code __list_del_entry(this)}: off its list, its own pointers left as they are. */
  void unlink();

  /** {@code list_add_rcu(node, this)}. */
  void addRcu(ListHead<T> node);

  /** {@code list_del_rcu(this)}: the next pointer stays, so a walker that stands here goes on. */
  void delRcu();

  /** {@code this->next}. */
  ListHead<T> next();

  /** {@code rcu_dereference(this->next)}. */
  ListHead<T> nextRcu();

  /** {@code container_of(this)}. */
  T entry();

  /**
   * {@code list_first_entry(this)}; of an empty list the head itself, mistaken for an entry, as in
   * C.
   */
  default T firstEntry() {
    return next().entry();
  }

  /** Declares what protects the list of which this is the head; for model set-up only. */
  ListHead<T> guardedBy(Guard guard);

  /**
   * The guard of a node, and of what else follows it: what protects the list that the node is on;
   * on no list, it belongs to the task that took it off or, if it never was on one, to the first
   * that touches it.
   */
  Guard home();
}
