// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/silencewatch.h"

#include <QLoggingCategory>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

namespace db {

namespace {

Q_LOGGING_CATEGORY(lcWatch, "retrydesk.db.silence", QtWarningMsg)

//! How many looks there are within the limit.
constexpr int kLooks = 8;
//! Where there is none, whether there is one by now is looked for so often, in milliseconds.
constexpr int kIdleMs = 10'000;

qint64 steadyMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count() + 1;
}

} // namespace

SilenceWatch::SilenceWatch(int socket, int limitMs) : m_socket(::dup(socket)), m_limitMs(limitMs)
{
    setObjectName(QStringLiteral("retrydesk-silence"));
    start();
}

SilenceWatch::~SilenceWatch()
{
    {
        const QMutexLocker lock(&m_mutex);
        m_isEnding = true;
        m_wake.wakeAll();
    }
    wait();
    if (m_socket >= 0)
        ::close(m_socket);
}

void SilenceWatch::begin()
{
    m_since = steadyMs();
}

void SilenceWatch::end()
{
    m_since = 0;
}

bool SilenceWatch::isEnded() const
{
    pollfd end = {m_socket, POLLRDHUP, 0};
    return ::poll(&end, 1, 0) > 0;
}

void SilenceWatch::run()
{
    QMutexLocker lock(&m_mutex);
    while (!m_isEnding) {
        const int limit = m_limitMs;
        m_wake.wait(&m_mutex, static_cast<unsigned long>(limit > 0 ? limit / kLooks + 1 : kIdleMs));
        const qint64 since = m_since;
        if (limit == 0 || since == 0 || steadyMs() - since < limit)
            continue;
        qCWarning(lcWatch) << "the database does not answer for" << limit / 1000
                           << "s: the connection is given up";
        giveUp();
        return;
    }
}

void SilenceWatch::giveUp()
{
    ::shutdown(m_socket, SHUT_RDWR); // whoever waits there gets an error now
}

} // namespace db
