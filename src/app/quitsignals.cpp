// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/quitsignals.h"

#include <QSocketNotifier>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace app {

namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
int g_ends[2] = {-1, -1}; // of a pipe: read, write

//! Only what is safe in a handler (signal-safety(7)).
void wake(int)
{
    const char byte = 0;
    [[maybe_unused]] const ssize_t written = ::write(g_ends[1], &byte, sizeof byte);
}

void handle(void (*handler)(int), int flags)
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    for (const int number : kSignals)
        ::sigaction(number, &action, nullptr);
}

} // namespace

QuitSignals::QuitSignals(QObject *parent) : QObject(parent)
{
    if (::pipe2(g_ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // they keep their default: the process ends at once, and its leases run out
    auto *notifier = new QSocketNotifier(g_ends[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false);
        emit received();
    });
    handle(wake, static_cast<int>(SA_RESTART | SA_RESETHAND));
}

QuitSignals::~QuitSignals()
{
    handle(SIG_DFL, 0);
    for (int &end : g_ends) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
}

} // namespace app
