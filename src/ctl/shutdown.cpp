// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shutdown.h"

#include <array>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace ctl {

namespace {

std::array<int, 2> g_pipe = {-1, -1};

//! Only write(2) is safe here (signal-safety(7)).
void onSignal(int)
{
    const char byte = 1;
    const auto written = ::write(g_pipe[0], &byte, 1);
    static_cast<void>(written);
}

void install(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

} // namespace

Shutdown::Shutdown(QObject *parent) : QObject(parent)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, g_pipe.data()) != 0)
        return; // the signals keep their default: the process ends at once, and the leases run out
    m_notifier = new QSocketNotifier(g_pipe[1], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (::read(g_pipe[1], &byte, 1) == 1)
            emit requested();
    });
    install(onSignal);
}

Shutdown::~Shutdown()
{
    if (!m_notifier)
        return;
    install(SIG_DFL);
    ::close(g_pipe[0]);
    ::close(g_pipe[1]);
}

} // namespace ctl
