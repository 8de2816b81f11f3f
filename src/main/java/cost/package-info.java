/** What do the calls to AWS cost? Begin with {@link cost.Costs}. */
package cost;
