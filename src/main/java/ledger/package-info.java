/** What does DynamoDB remember about an event? Begin with {@link ledger.Ledger}; {@link ledger.LedgerTable} makes the calls. */
package ledger;
