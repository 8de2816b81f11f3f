/** How does SQS behave? {@link local.sqs.LocalSqs} runs ElasticMQ behind a layer that adds what ElasticMQ lacks. */
package local.sqs;
