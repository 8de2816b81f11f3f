/** What does DynamoDB remember of an event? Begin with {@link ledger.Ledger}; {@link ledger.LedgerTable} makes the calls. */
package ledger;
