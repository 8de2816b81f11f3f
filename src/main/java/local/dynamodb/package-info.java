/** How does DynamoDB behave? Begin with {@link local.dynamodb.LocalDynamoDb}. */
package local.dynamodb;
