/** What is wrong or risky in a topology? Begin with {@link topology.doctor.Doctor}. */
package topology.doctor;
