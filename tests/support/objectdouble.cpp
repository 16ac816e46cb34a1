// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/objectdouble.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>
#include <QUuid>

#include <algorithm>

namespace testsupport {

namespace {

QByteArray decoded(const QByteArray &text)
{
    return QByteArray::fromPercentEncoding(text);
}

QByteArray queryValue(const DoubleRequest &request, const QString &name)
{
    return QUrlQuery(QString::fromLatin1(request.query)).queryItemValue(name, QUrl::FullyDecoded).toUtf8();
}

DoubleReply json(int status, const QJsonObject &body)
{
    return {status, QJsonDocument(body).toJson(QJsonDocument::Compact), "Content-Type: application/json\r\n",
            DoubleReply::End::KeepAlive};
}

} // namespace

ObjectDouble::ObjectDouble()
    : m_server(std::make_unique<HttpDouble>([this](const DoubleRequest &request) { return handle(request); }))
{
}

void ObjectDouble::addBucket(const QByteArray &name)
{
    const QMutexLocker lock(&m_lock);
    m_buckets.append(name);
}

void ObjectDouble::put(const QByteArray &path, const QByteArray &bytes, const QByteArray &mimeType)
{
    const QMutexLocker lock(&m_lock);
    m_objects[path] = {bytes, mimeType};
}

QList<QByteArray> ObjectDouble::paths() const
{
    const QMutexLocker lock(&m_lock);
    return m_objects.keys();
}

ObjectDouble::Object ObjectDouble::object(const QByteArray &path) const
{
    const QMutexLocker lock(&m_lock);
    return m_objects.value(path);
}

void ObjectDouble::failNext(int times, const QByteArray &verb, const DoubleReply &reply)
{
    const QMutexLocker lock(&m_lock);
    m_failures.push_back({times, verb, reply, false});
}

void ObjectDouble::loseAnswers(int times, const QByteArray &verb)
{
    const QMutexLocker lock(&m_lock);
    m_failures.push_back({times, verb, {200, "lost", {}, DoubleReply::End::Cut}, true});
}

void ObjectDouble::damageNext(int times)
{
    const QMutexLocker lock(&m_lock);
    m_damages = times;
}

void ObjectDouble::setMd5Tags(bool on)
{
    const QMutexLocker lock(&m_lock);
    m_md5Tags = on;
}

QByteArray ObjectDouble::tagOf(const QByteArray &bytes) const
{
    const QByteArray md5 = QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex();
    return m_md5Tags ? QByteArray('"' + md5 + '"') : QByteArray('"' + md5 + "-2\"");
}

DoubleReply ObjectDouble::give(const QByteArray &path) const
{
    const Object object = m_objects.value(path);
    return {200, object.bytes,
            "Content-Type: " + object.mimeType + "\r\nETag: " + tagOf(object.bytes) + "\r\n",
            DoubleReply::End::KeepAlive};
}

void ObjectDouble::take(const QByteArray &path, const DoubleRequest &request)
{
    QByteArray bytes = request.body;
    if (m_damages > 0 && !bytes.isEmpty()) {
        --m_damages;
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
    }
    m_objects[path] = {bytes, request.headers.value("content-type")};
}

DoubleReply ObjectDouble::handle(const DoubleRequest &request)
{
    const QMutexLocker lock(&m_lock);
    const auto failure = std::find_if(m_failures.begin(), m_failures.end(), [&request](const Failure &one) {
        return one.times > 0 && (one.verb.isEmpty() || one.verb == request.verb);
    });
    if (failure == m_failures.end())
        return answer(request);
    --failure->times;
    if (failure->takesEffect)
        answer(request);
    return failure->reply;
}

DoubleReply S3Double::error(int status, const QByteArray &code, const QByteArray &further)
{
    return {status,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code +
                "</Code><Message>Said by the double.</Message>" + further + "</Error>",
            "Content-Type: application/xml\r\n", DoubleReply::End::KeepAlive};
}

DoubleReply S3Double::answer(const DoubleRequest &request)
{
    const QByteArray path = decoded(request.path.mid(1));
    const qsizetype slash = path.indexOf('/');
    const QByteArray bucket = path.left(slash);
    if (!request.headers.value("authorization").startsWith("AWS4-HMAC-SHA256 "))
        return error(403, "AccessDenied");
    if (!hasBucket(bucket))
        return error(404, "NoSuchBucket");
    if (request.verb == "GET" && slash == path.size() - 1)
        return list(bucket, request);
    if (request.verb == "PUT") {
        take(path, request);
        return {200, {}, "ETag: " + tagOf(m_objects.value(path).bytes) + "\r\n", DoubleReply::End::KeepAlive};
    }
    if (request.verb == "DELETE") {
        m_objects.remove(path);
        return {204, {}, {}, DoubleReply::End::KeepAlive};
    }
    return m_objects.contains(path) ? give(path) : error(404, "NoSuchKey");
}

DoubleReply S3Double::list(const QByteArray &bucket, const DoubleRequest &request) const
{
    const QByteArray prefix = bucket + '/' + queryValue(request, QStringLiteral("prefix"));
    const QByteArray after = queryValue(request, QStringLiteral("continuation-token"));
    QByteArray items;
    QByteArray last;
    int count = 0;
    bool isTruncated = false;
    for (auto at = m_objects.lowerBound(prefix); at != m_objects.end() && at.key().startsWith(prefix); ++at) {
        if (!after.isEmpty() && at.key() <= after)
            continue;
        if (count++ == pageSize) {
            isTruncated = true;
            break;
        }
        last = at.key();
        items += "<Contents><Key>" + last.mid(bucket.size() + 1) + "</Key><Size>" +
                 QByteArray::number(at->bytes.size()) + "</Size></Contents>";
    }
    const QByteArray token =
        isTruncated ? "<NextContinuationToken>" + last + "</NextContinuationToken>" : QByteArray();
    return {200,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>" +
                bucket + "</Name><IsTruncated>" + (isTruncated ? "true" : "false") + "</IsTruncated>" +
                items + token + "</ListBucketResult>",
            "Content-Type: application/xml\r\n", DoubleReply::End::KeepAlive};
}

DoubleReply SupabaseDouble::error(int status, const QByteArray &name, const QByteArray &message)
{
    return json(400, {{QStringLiteral("statusCode"), QString::number(status)},
                      {QStringLiteral("error"), QString::fromUtf8(name)},
                      {QStringLiteral("message"), QString::fromUtf8(message)}});
}

DoubleReply SupabaseDouble::answer(const DoubleRequest &request)
{
    const QByteArray path = decoded(request.path);
    const auto after = [&path](const char *begin) {
        return path.startsWith(begin) ? path.mid(qstrlen(begin)) : QByteArray();
    };
    if (const QByteArray object = after("/storage/v1/object/public/"); !object.isEmpty())
        return m_objects.contains(object) ? give(object) : error(404, "not_found", "Object not found");
    const QByteArray key = request.headers.value("authorization");
    if (key == QByteArray("Bearer ") + kAnonKey)
        return error(403, "Unauthorized", "new row violates row-level security policy");
    if (key != QByteArray("Bearer ") + kServiceKey || request.headers.value("apikey") != kServiceKey)
        return error(403, "Unauthorized", "Invalid Compact JWS");
    if (const QByteArray bucket = after("/storage/v1/object/list/"); !bucket.isEmpty())
        return list(bucket, request);
    if (const QByteArray object = after("/storage/v1/object/authenticated/"); !object.isEmpty())
        return m_objects.contains(object) ? give(object) : error(404, "not_found", "Object not found");
    const QByteArray object = after("/storage/v1/object/");
    if (object.isEmpty())
        return error(404, "not_found", "Route not found");
    if (!hasBucket(object.left(object.indexOf('/'))))
        return error(404, "Bucket not found", "Bucket not found");
    if (request.verb == "POST")
        return upload(object, request);
    if (request.verb == "DELETE" && m_objects.remove(object) > 0)
        return json(200, {{QStringLiteral("message"), QStringLiteral("Successfully deleted")}});
    return error(404, "not_found", "Object not found");
}

DoubleReply SupabaseDouble::upload(const QByteArray &path, const DoubleRequest &request)
{
    if (request.body.size() > sizeLimit)
        return error(413, "Payload too large", "The object exceeded the maximum allowed size");
    if (request.headers.value("content-type") == refusedType)
        return error(415, "invalid_mime_type", "mime type " + refusedType + " is not supported");
    if (m_objects.contains(path) && request.headers.value("x-upsert") != "true")
        return error(409, "Duplicate", "The resource already exists");
    take(path, request);
    return json(200, {{QStringLiteral("Key"), QString::fromUtf8(path)},
                      {QStringLiteral("Id"), QUuid::createUuid().toString(QUuid::WithoutBraces)}});
}

DoubleReply SupabaseDouble::list(const QByteArray &bucket, const DoubleRequest &request) const
{
    if (!hasBucket(bucket))
        return error(404, "Bucket not found", "Bucket not found");
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QByteArray folder = bucket + '/' + body.value(QLatin1String("prefix")).toString().toUtf8() + '/';
    const int offset = body.value(QLatin1String("offset")).toInt();
    const int limit = body.value(QLatin1String("limit")).toInt(100);
    QJsonArray all;
    for (auto at = m_objects.lowerBound(folder); at != m_objects.end() && at.key().startsWith(folder); ++at)
        all.append(QJsonObject{
            {QStringLiteral("name"), QString::fromUtf8(at.key().mid(folder.size()))},
            {QStringLiteral("id"), QUuid::createUuid().toString(QUuid::WithoutBraces)},
            {QStringLiteral("metadata"), QJsonObject{{QStringLiteral("size"), at->bytes.size()}}}});
    QJsonArray page;
    for (int i = offset; i < std::min<int>(offset + limit, static_cast<int>(all.size())); ++i)
        page.append(all.at(i));
    return {200, QJsonDocument(page).toJson(QJsonDocument::Compact), "Content-Type: application/json\r\n",
            DoubleReply::End::KeepAlive};
}

} // namespace testsupport
