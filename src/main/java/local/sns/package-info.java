/** How does SNS behave? Begin with {@link local.sns.LocalSns}. */
package local.sns;
