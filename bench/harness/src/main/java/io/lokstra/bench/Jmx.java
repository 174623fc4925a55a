package io.lokstra.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.PlatformManagedObject;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Asks a running JVM about its memory. Attaching costs that JVM a few threads: do it after its CPU
 * was measured.
 */
public final class Jmx implements AutoCloseable {
  private final JMXConnector connector;

  private Jmx(JMXConnector connector) {
    this.connector = connector;
  }

  @SuppressWarnings(
      "BanJNDI") // The address comes from the process that we have just started ourselves.
  public static Jmx attach(long process) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(process));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      return new Jmx(JMXConnectorFactory.connect(new JMXServiceURL(address)));
    } catch (AttachNotSupportedException e) {
      throw new IOException("cannot attach to process " + process, e);
    }
  }

  /**
   * What all threads have allocated since the JVM started; a virtual thread's part counts for its
   * carrier.
   */
  long allocatedBytes() throws IOException {
    return bean(ThreadMXBean.class).getTotalThreadAllocatedBytes();
  }

  /** The bytes of the heap that are in use after a full collection. */
  public long liveHeap() throws IOException {
    MemoryMXBean memory = bean(MemoryMXBean.class);
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  private <T extends PlatformManagedObject> T bean(Class<T> type) throws IOException {
    return ManagementFactory.getPlatformMXBean(connector.getMBeanServerConnection(), type);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
