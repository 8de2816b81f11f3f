/** How does SQS behave? {@link local.sqs.LocalSqs} runs ElasticMQ behind a layer that knows what ElasticMQ does not. */
package local.sqs;
