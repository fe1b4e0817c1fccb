/*
 * The least that passing on costs: each datagram that comes to a port goes out, as it is, once for each of its copies.
 * Arguments: first port of the sinks, how many there are, then for each port to open the number of copies.
 * Prints the ports that it opened; at the end of its input, the datagrams sent and the microseconds of processor time.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define MOST_PORTS 8
#define BUFFER_BYTES (4 << 20)

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static int open_port(void) {
  int buffer = BUFFER_BYTES, descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  if (bind(descriptor, (struct sockaddr *)&address, length) != 0) exit(1);
  getsockname(descriptor, (struct sockaddr *)&address, &length);
  printf("%d ", ntohs(address.sin_port));
  return descriptor;
}

int main(int argc, char **argv) {
  struct pollfd polled[1 + MOST_PORTS] = {{.fd = STDIN_FILENO, .events = POLLIN}};
  int ports = argc - 3, first = argc > 2 ? atoi(argv[1]) : 0, sinks = argc > 2 ? atoi(argv[2]) : 0;
  if (ports < 1 || ports > MOST_PORTS || sinks < 1) return 1;
  for (int i = 1; i <= ports; i++) polled[i] = (struct pollfd){.fd = open_port(), .events = POLLIN};
  printf("\n");
  fflush(stdout);

  static char packet[2048];
  long sent = 0;
  for (int next = 0; poll(polled, 1 + ports, -1) > 0 && polled[0].revents == 0;) {
    for (int i = 1; i <= ports; i++) {
      if (!(polled[i].revents & POLLIN)) continue;
      ssize_t bytes = recv(polled[i].fd, packet, sizeof packet, 0);
      for (int copy = 0, copies = atoi(argv[2 + i]); copy < copies; copy++) {
        struct sockaddr_in to = loopback(first + next++ % sinks);
        sent += sendto(polled[i].fd, packet, bytes, 0, (struct sockaddr *)&to, sizeof to) == bytes;
      }
    }
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%ld %ld\n", sent, (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  return 0;
}
