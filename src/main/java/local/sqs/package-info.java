/** How does SQS behave? {@link local.sqs.LocalSqs} runs ElasticMQ. */
package local.sqs;
