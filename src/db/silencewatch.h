// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMutex>
#include <QThread>
#include <QWaitCondition>

#include <atomic>

namespace db {

//! Ends a session whose server does not answer any more. TCP alone may never notice: a proxy between, or an
//! address translation that forgot the connection, keeps both ends open. The server ends each statement in
//! time by itself, so an answer that is longer overdue will not come. Its owner's thread calls it; a thread
//! of its own looks.
class SilenceWatch : public QThread
{
    Q_OBJECT

public:
    //! @param socket of the session; stays the caller's
    //! @param limitMs how long an answer may take; 0 = for ever
    SilenceWatch(int socket, int limitMs);
    ~SilenceWatch() override;

    //! Closed with this.
    int socket() const { return m_socket; }
    //! From the next answer on.
    void setLimit(int ms) { m_limitMs = ms; }
    void begin(); //!< an answer is waited for
    void end();   //!< … and is here
    //! Whether the session has ended, though nobody asked it for anything.
    bool isEnded() const;
    //! Ends the session now. Any thread.
    void giveUp();

protected:
    void run() override;

private:
    const int m_socket; // a second handle of it: the number of the first may be given away again
    std::atomic<int> m_limitMs;
    std::atomic<qint64> m_since{0}; // steady milliseconds; 0 = nothing is waited for
    QMutex m_mutex;
    QWaitCondition m_wake;
    bool m_isEnding = false;
};

//! As long as this lives, an answer is waited for.
class Awaited
{
public:
    explicit Awaited(SilenceWatch *watch) : m_watch(watch)
    {
        if (m_watch)
            m_watch->begin();
    }
    ~Awaited()
    {
        if (m_watch)
            m_watch->end();
    }
    Q_DISABLE_COPY_MOVE(Awaited)

private:
    SilenceWatch *m_watch;
};

} // namespace db
