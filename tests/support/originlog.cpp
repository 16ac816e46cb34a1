// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "originlog.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QMutexLocker>

namespace testsupport {

namespace {

QString withoutSlash(const QString &path)
{
    return path.size() > 1 && path.endsWith(u'/') ? path.chopped(1) : path;
}

} // namespace

QByteArray LoggedRequest::toJsonLine() const
{
    QJsonObject line{
        {QStringLiteral("seq"), sequence},
        {QStringLiteral("time"), time.toString(Qt::ISODateWithMs)},
        {QStringLiteral("connection"), connection},
        {QStringLiteral("method"), QString::fromLatin1(method)},
        {QStringLiteral("path"), path},
        {QStringLiteral("status"), status},
        {QStringLiteral("bytes"), bytes},
    };
    if (!query.isEmpty())
        line.insert(QStringLiteral("query"), query);
    if (!fault.isEmpty())
        line.insert(QStringLiteral("fault"), fault);
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

bool OriginLog::writeTo(const QString &file)
{
    const QMutexLocker locker(&m_mutex);
    if (m_file.isOpen())
        return true;
    m_file.setFileName(file);
    return m_file.open(QIODevice::WriteOnly | QIODevice::Truncate);
}

qint64 OriginLog::begin(LoggedRequest request)
{
    const QMutexLocker locker(&m_mutex);
    request.sequence = ++m_sequence;
    request.time = QDateTime::currentDateTimeUtc();
    ++m_counts[withoutSlash(request.path)];
    m_requests.append(std::move(request));
    m_maxConcurrent = qMax(m_maxConcurrent, ++m_concurrent);
    return m_sequence;
}

void OriginLog::finish(qint64 sequence, int status, qint64 bytes, const QString &fault)
{
    const QMutexLocker locker(&m_mutex);
    const qint64 index = sequence - m_cleared - 1;
    if (index < 0) // cleared while it was under way
        return;
    LoggedRequest &request = m_requests[index];
    request.status = status;
    request.bytes = bytes;
    request.fault = fault;
    if (m_file.isOpen()) {
        m_file.write(request.toJsonLine());
        m_file.flush();
    }
}

void OriginLog::leave()
{
    const QMutexLocker locker(&m_mutex);
    --m_concurrent;
}

void OriginLog::connectionOpened()
{
    const QMutexLocker locker(&m_mutex);
    ++m_connections;
    m_maxConnections = qMax(m_maxConnections, ++m_openConnections);
}

void OriginLog::connectionClosed()
{
    const QMutexLocker locker(&m_mutex);
    --m_openConnections;
}

void OriginLog::clear()
{
    const QMutexLocker locker(&m_mutex);
    m_cleared = m_sequence;
    m_requests.clear();
    m_counts.clear();
    m_maxConcurrent = m_concurrent;
    m_maxConnections = m_openConnections;
}

QList<LoggedRequest> OriginLog::requests() const
{
    const QMutexLocker locker(&m_mutex);
    return m_requests;
}

QByteArray OriginLog::toJsonLines() const
{
    QByteArray lines;
    for (const LoggedRequest &request : requests())
        lines += request.toJsonLine();
    return lines;
}

int OriginLog::requestCount() const
{
    const QMutexLocker locker(&m_mutex);
    return int(m_requests.size());
}

int OriginLog::requestCount(const QString &path) const
{
    const QMutexLocker locker(&m_mutex);
    return m_counts.value(withoutSlash(path));
}

int OriginLog::concurrent() const
{
    const QMutexLocker locker(&m_mutex);
    return m_concurrent;
}

int OriginLog::maxConcurrent() const
{
    const QMutexLocker locker(&m_mutex);
    return m_maxConcurrent;
}

int OriginLog::connectionCount() const
{
    const QMutexLocker locker(&m_mutex);
    return m_connections;
}

int OriginLog::maxConnections() const
{
    const QMutexLocker locker(&m_mutex);
    return m_maxConnections;
}

} // namespace testsupport
