/** Checks what a user wrote. Begin with {@link configuration.ConfigurationCheck}. */
package configuration;
