/** What does the sample look like when its shop is open? A command of local runs, which is not packaged. */
package shop.demo;
