/** Is the configuration that a user wrote correct? Begin with {@link configuration.ConfigurationCheck}. */
package configuration;
