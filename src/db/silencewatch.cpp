// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/silencewatch.h"

#include <QLoggingCategory>

#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

namespace db {

namespace {

Q_LOGGING_CATEGORY(lcWatch, "retrydesk.db.silence", QtWarningMsg)

//! How many looks there are within the limit.
constexpr int kLooks = 8;

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

void SilenceWatch::run()
{
    QMutexLocker lock(&m_mutex);
    while (!m_isEnding) {
        m_wake.wait(&m_mutex, static_cast<unsigned long>(m_limitMs / kLooks + 1));
        const qint64 since = m_since;
        if (since == 0 || steadyMs() - since < m_limitMs)
            continue;
        qCWarning(lcWatch) << "the database does not answer for" << m_limitMs / 1000
                           << "s: the connection is given up";
        ::shutdown(m_socket, SHUT_RDWR); // whoever waits there gets an error now
        return;
    }
}

} // namespace db
