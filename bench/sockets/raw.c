/* The limit of the machine: epoll, bytes built before, and one write a socket and turn. Says its port on stdout, reads
 * the answer's bytes from stdin first, ends when stdin does. Speaks what raw-protocol.ts says. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { MAX_SOCKETS = 20000, MAX_ROOMS = 10000, ROOM_BYTES = 8, MESSAGE_BYTES = 200, TURN_EVENTS = 1024 };

struct peer { int room; int next; int bytes; int waiting; };

static struct peer peers[MAX_SOCKETS];
static int rooms[MAX_ROOMS];
static int dirty[MAX_SOCKETS], dirty_count;
static char answer[4096], joined[64 * 4096];
static int answer_bytes;

static void take(int fd, int events_fd) {
  static char buffer[65536];
  struct peer *peer = &peers[fd];
  ssize_t got = read(fd, buffer, sizeof buffer);
  if (got <= 0) { epoll_ctl(events_fd, EPOLL_CTL_DEL, fd, NULL); peer->bytes = -1; return; }
  peer->bytes += got;
  if (peer->room < 0) {
    buffer[ROOM_BYTES] = 0;
    peer->room = atoi(buffer + 4) % MAX_ROOMS;
    peer->next = rooms[peer->room];
    rooms[peer->room] = fd;
    peer->bytes -= ROOM_BYTES;
    if (write(fd, ".", 1) != 1) exit(1);
  }
  for (; peer->bytes >= MESSAGE_BYTES; peer->bytes -= MESSAGE_BYTES) {
    for (int member = rooms[peer->room]; member >= 0; member = peers[member].next) {
      if (peers[member].waiting++ == 0) dirty[dirty_count++] = member;
    }
  }
}

int main(void) {
  for (ssize_t got; answer_bytes == 0 || answer[answer_bytes - 1] != '\n'; answer_bytes += got) {
    got = read(0, answer + answer_bytes, sizeof answer - answer_bytes);
    if (got <= 0) return 1;
  }
  answer_bytes -= 1;
  for (int i = 0; i < 64; i++) memcpy(joined + i * answer_bytes, answer, answer_bytes);
  memset(rooms, -1, sizeof rooms);
  int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), events_fd = epoll_create1(0), on = 1;
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  if (bind(server, (struct sockaddr *)&address, size) || listen(server, 4096)) return 1;
  getsockname(server, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  fcntl(0, F_SETFL, O_NONBLOCK);
  struct epoll_event event = { .events = EPOLLIN, .data.fd = server }, events[TURN_EVENTS];
  epoll_ctl(events_fd, EPOLL_CTL_ADD, server, &event);
  event.data.fd = 0;
  epoll_ctl(events_fd, EPOLL_CTL_ADD, 0, &event);
  for (;;) {
    int count = epoll_wait(events_fd, events, TURN_EVENTS, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == 0) return 0;
      if (fd != server) { take(fd, events_fd); continue; }
      for (int peer; (peer = accept4(server, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        if (peer >= MAX_SOCKETS) return 1;
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        peers[peer] = (struct peer){ .room = -1 };
        event.data.fd = peer;
        epoll_ctl(events_fd, EPOLL_CTL_ADD, peer, &event);
      }
    }
    for (; dirty_count > 0; dirty_count--) {
      struct peer *peer = &peers[dirty[dirty_count - 1]];
      int bytes = (peer->waiting > 64 ? 64 : peer->waiting) * answer_bytes;
      peer->waiting = 0;
      if (peer->bytes >= 0 && write(dirty[dirty_count - 1], joined, bytes) != bytes) return 2;
    }
  }
}
