/** What does the sample do with its events? Its handlers, which a project of your own replaces. */
package shop;
