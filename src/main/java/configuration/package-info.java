/** Are the lines that a user wrote right? Begin with {@link configuration.ConfigurationCheck}. */
package configuration;
