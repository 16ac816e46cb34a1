// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QFile>
#include <QHash>
#include <QList>
#include <QMutex>
#include <QString>

namespace testsupport {

//! One request as the origin saw it. Control requests (/_origin/…) are not among them.
struct LoggedRequest
{
    qint64 sequence = 0; //!< 1, 2, … in the order of arrival
    QDateTime time;      //!< UTC, of arrival
    int connection = 0;  //!< 1, 2, … in the order of acceptance
    QByteArray method;
    QString path; //!< without query
    QString query;
    int status = 0;   //!< 0 when no response was begun
    qint64 bytes = 0; //!< of the body, handed to the socket
    QString fault;    //!< name of the fault that was applied; empty = none

    QByteArray toJsonLine() const;
};

//! What was asked for. Thread-safe. A request is counted when it arrives, and its line is in the file before
//! the last byte of its answer leaves: who has the answer finds the line.
class OriginLog
{
public:
    //! Further lines go to this file too, each flushed. False when it cannot be written.
    bool writeTo(const QString &file);

    qint64 begin(LoggedRequest request); //!< returns its sequence number
    void finish(qint64 sequence, int status, qint64 bytes, const QString &fault);
    void leave(); //!< one request less is under way

    void connectionOpened();
    void connectionClosed();

    void clear(); //!< forgets requests and counts; the file stays as it is
    QList<LoggedRequest> requests() const;
    QByteArray toJsonLines() const;
    int requestCount() const;
    int requestCount(const QString &path) const; //!< with or without its trailing slash
    int concurrent() const;                      //!< requests under way now
    int maxConcurrent() const;                   //!< requests under way at the same time, at most
    int connectionCount() const;                 //!< accepted so far
    int maxConnections() const;                  //!< open at the same time, at most

private:
    mutable QMutex m_mutex;
    QList<LoggedRequest> m_requests;
    QHash<QString, int> m_counts;
    QFile m_file;
    qint64 m_sequence = 0;
    qint64 m_cleared = 0;
    int m_concurrent = 0;
    int m_maxConcurrent = 0;
    int m_connections = 0;
    int m_openConnections = 0;
    int m_maxConnections = 0;
};

} // namespace testsupport
