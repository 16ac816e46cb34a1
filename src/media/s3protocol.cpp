// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/s3protocol.h"

#include "core/httpdate.h"
#include "media/imagefolder.h"
#include "net/connecting.h"

#include <QCoreApplication>
#include <QXmlStreamReader>

#include <algorithm>
#include <array>

namespace media {

using core::Cause;
using Kind = Verdict::Kind;

namespace {

const QByteArray kEmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

S3Error readError(const net::Answer &answer)
{
    S3Error error;
    QXmlStreamReader xml(answer.body);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"Code")
            error.code = xml.readElementText(QXmlStreamReader::IncludeChildElements).toLatin1();
        else if (xml.name() == u"Region")
            error.region = xml.readElementText(QXmlStreamReader::IncludeChildElements);
    }
    const QByteArray header = answer.headers.value("x-amz-bucket-region");
    if (!header.isEmpty())
        error.region = QString::fromLatin1(header);
    return error;
}

//! What an error means, by its code (S3 API reference, "Error responses") or, where there is none that we
//! know, by its status.
struct Meaning
{
    const char *code;
    int status;
    Kind kind;
    Cause cause;
    const char *sentence; //!< %1 is the bucket, %2 the host
};

constexpr const char *kNoRoom = QT_TRANSLATE_NOOP(
    "media::S3", "There is no room left in the bucket %1: make room or raise its quota, then start "
                 "again.");
constexpr const char *kUnknownKey = QT_TRANSLATE_NOOP(
    "media::S3", "%2 does not know the key in AWS_ACCESS_KEY_ID: check it, or make a new one.");
constexpr const char *kExpired = QT_TRANSLATE_NOOP(
    "media::S3", "The temporary keys for %2 have run out: get new ones (AWS_SESSION_TOKEN, too), "
                 "then start again.");
constexpr const char *kNotWhole = QT_TRANSLATE_NOOP("media::S3", "An upload to %2 did not arrive whole.");

constexpr Meaning kMeanings[] = {
    {"NoSuchBucket", 0, Kind::Refused, Cause::Storage,
     QT_TRANSLATE_NOOP("media::S3",
                       "There is no bucket %1 at %2: create it, or name another in images.store.")},
    {"NoSuchKey", 404, Kind::Missing, Cause::NotFound,
     QT_TRANSLATE_NOOP("media::S3", "There is no such object in the bucket %1.")},
    {"InvalidAccessKeyId", 0, Kind::Refused, Cause::Storage, kUnknownKey},
    {"InvalidSecurity", 0, Kind::Refused, Cause::Storage, kUnknownKey},
    {"SignatureDoesNotMatch", 0, Kind::Refused, Cause::Storage,
     QT_TRANSLATE_NOOP("media::S3",
                       "AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID at %2: check both.")},
    {"ExpiredToken", 0, Kind::Refused, Cause::Storage, kExpired},
    {"TokenRefreshRequired", 0, Kind::Refused, Cause::Storage, kExpired},
    {"InvalidToken", 0, Kind::Refused, Cause::Storage, kExpired},
    {"QuotaExceeded", 0, Kind::Refused, Cause::Storage, kNoRoom},
    {"StorageQuotaExceeded", 0, Kind::Refused, Cause::Storage, kNoRoom},
    {"InsufficientCapacity", 0, Kind::Refused, Cause::Storage, kNoRoom},
    {"XMinioStorageFull", 0, Kind::Refused, Cause::Storage, kNoRoom},
    {"EntityTooLarge", 413, Kind::Unfit, Cause::TooLarge,
     QT_TRANSLATE_NOOP("media::S3", "The bucket %1 takes no object as large as this image.")},
    {"RequestTimeout", 0, Kind::Away, Cause::Timeout, kNotWhole},
    {"IncompleteBody", 0, Kind::Away, Cause::Truncated, kNotWhole},
    {"BadDigest", 0, Kind::Away, Cause::Truncated, kNotWhole},
    {"XAmzContentSHA256Mismatch", 0, Kind::Away, Cause::Truncated, kNotWhole},
    {"OperationAborted", 0, Kind::Away, Cause::ServerError, kNotWhole},
    {"AccessDenied", 403, Kind::Refused, Cause::Storage,
     QT_TRANSLATE_NOOP("media::S3",
                       "The keys may not do that in the bucket %1: they need s3:ListBucket, s3:GetObject, "
                       "s3:PutObject and s3:DeleteObject there.")},
};

const Meaning *meaningOf(const QByteArray &code, int status)
{
    const auto byCode = std::find_if(std::begin(kMeanings), std::end(kMeanings),
                                     [&code](const Meaning &meaning) { return code == meaning.code; });
    if (byCode != std::end(kMeanings))
        return byCode;
    const int shown = status == 401 ? 403 : status;
    const auto byStatus =
        std::find_if(std::begin(kMeanings), std::end(kMeanings),
                     [shown](const Meaning &meaning) { return shown != 0 && shown == meaning.status; });
    return byStatus == std::end(kMeanings) ? nullptr : byStatus;
}

//! Whether the bucket is elsewhere, or the signature names another region than its own.
bool isOfRegion(const QByteArray &code, int status)
{
    static constexpr std::array kCodes = {"AuthorizationHeaderMalformed",
                                          "IllegalLocationConstraintException", "PermanentRedirect",
                                          "TemporaryRedirect"};
    return (status >= 300 && status < 400) ||
           std::any_of(kCodes.begin(), kCodes.end(), [&code](const char *one) { return code == one; });
}

//! AWS's own address of a region.
QString awsHost(const QString &region)
{
    const bool isChina = region.startsWith(QLatin1String("cn-"));
    return QStringLiteral("s3.%1.amazonaws.com").arg(region) + (isChina ? QStringLiteral(".cn") : QString());
}

QString tr(const char *sentence)
{
    return QCoreApplication::translate("media::S3", sentence);
}

} // namespace

S3Protocol::S3Protocol(S3Place place) : m_place(std::move(place))
{
    if (m_place.region.isEmpty())
        m_place.region = QStringLiteral("us-east-1");
    // Certificates of AWS have one level of names: a bucket with a dot must stand in the path.
    const bool inPath = !m_place.endpoint.isEmpty() || m_place.bucket.contains(u'.');
    m_base = m_place.endpoint;
    if (m_place.endpoint.isEmpty()) {
        m_base.setScheme(QStringLiteral("https"));
        const QString host = awsHost(m_place.region);
        m_base.setHost(inPath ? host : QString(m_place.bucket + u'.' + host));
    }
    m_root = m_base.path();
    while (m_root.endsWith(u'/'))
        m_root.chop(1);
    if (inPath)
        m_root += u'/' + m_place.bucket;
    m_base.setPath(QString());
}

QString S3Protocol::keyOf(const QString &path) const
{
    return m_place.prefix.isEmpty() ? path : QString(m_place.prefix + u'/' + path);
}

QString S3Protocol::urlPath(const QString &key) const
{
    return m_root + u'/' + key;
}

QString S3Protocol::pathOf(const QString &vehicleId, const QString &sourceUrl, const QString &suffix) const
{
    return ImageName::of({}, vehicleId, sourceUrl).stem + u'.' + suffix;
}

QString S3Protocol::publicUrl(const QString &path) const
{
    const QString encoded = QString::fromLatin1(awsEncoded(keyOf(path).toUtf8(), true));
    if (!m_place.publicBase.isEmpty())
        return m_place.publicBase + u'/' + encoded;
    return m_base.toString(QUrl::FullyEncoded) + QString::fromLatin1(awsEncoded(m_root.toUtf8(), true)) +
           u'/' + encoded;
}

net::Call S3Protocol::call(const QByteArray &verb, const QString &key, const NamedValues &query,
                           NamedValues headers, const QByteArray &payloadHash, const QDateTime &now) const
{
    const QByteArray time = now.toUTC().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1();
    headers.append(std::pair(QByteArray("Host"), net::hostHeader(m_base)));
    headers.append(std::pair(QByteArray("X-Amz-Date"), time));
    headers.append(std::pair(QByteArray("X-Amz-Content-Sha256"), payloadHash));
    if (!m_place.keys.sessionToken.isEmpty())
        headers.append(std::pair(QByteArray("X-Amz-Security-Token"), m_place.keys.sessionToken));
    const AwsRequest request{verb, urlPath(key).toUtf8(), query, headers, payloadHash};

    net::Call call;
    call.verb = verb;
    // Sent as it is signed, letter by letter.
    call.url = QUrl::fromEncoded(m_base.toEncoded() + awsEncoded(request.path, true) +
                                     (query.isEmpty() ? QByteArray() : QByteArray('?' + awsQuery(query))),
                                 QUrl::StrictMode);
    call.headers = headers;
    call.headers.append(
        std::pair(QByteArray("Authorization"),
                  awsAuthorization(request, m_place.keys, m_place.region.toLatin1(), QByteArray("s3"))));
    return call;
}

net::Call S3Protocol::put(const Upload &upload, const QDateTime &now) const
{
    const NamedValues headers{{"Content-Type", upload.mimeType},
                              {"Content-Md5", QByteArray::fromHex(upload.md5).toBase64()}};
    net::Call call = this->call("PUT", keyOf(upload.path), {}, headers, upload.sha256, now);
    call.bodyFile = upload.file;
    return call;
}

net::Call S3Protocol::get(const QString &path, const QDateTime &now) const
{
    return call("GET", keyOf(path), {}, {}, kEmptyHash, now);
}

net::Call S3Protocol::head(const QString &path, const QDateTime &now) const
{
    return call("HEAD", keyOf(path), {}, {}, kEmptyHash, now);
}

net::Call S3Protocol::remove(const QString &path, const QDateTime &now) const
{
    return call("DELETE", keyOf(path), {}, {}, kEmptyHash, now);
}

net::Call S3Protocol::list(const QString &vehicleId, const QByteArray &next, const QDateTime &now) const
{
    const QString stem = ImageName::of({}, vehicleId, {}).stem;
    const QString folder = keyOf(stem.left(stem.lastIndexOf(u'/') + 1));
    NamedValues query{{"list-type", "2"}, {"prefix", folder.toUtf8()}};
    if (!next.isEmpty())
        query.append(std::pair(QByteArray("continuation-token"), next));
    return call("GET", {}, query, {}, kEmptyHash, now);
}

core::Result<ObjectProtocol::Page> S3Protocol::readPage(const net::Answer &answer, const QString &,
                                                        const QByteArray &) const
{
    Page page;
    QXmlStreamReader xml(answer.body);
    const qsizetype skipped = keyOf({}).size();
    bool isList = false;
    bool isTruncated = false;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"ListBucketResult")
            isList = true;
        else if (xml.name() == u"Key")
            page.paths.append(xml.readElementText().mid(skipped));
        else if (xml.name() == u"IsTruncated")
            isTruncated = xml.readElementText() == u"true";
        else if (xml.name() == u"NextContinuationToken")
            page.next = xml.readElementText().toUtf8();
    }
    if (!isList || xml.hasError())
        return core::Error{
            core::ErrorCode::Storage,
            tr("%1 does not answer as an S3 store does: check images.s3_endpoint.").arg(m_base.host()),
            xml.errorString()};
    if (!isTruncated)
        page.next.clear();
    return page;
}

Verdict S3Protocol::judge(const net::Answer &answer, const QDateTime &now) const
{
    const S3Error error = answer.isSuccess() || answer.fault ? S3Error() : readError(answer);
    const Meaning *meaning = meaningOf(error.code, 0);
    // A code that is known says more than a status such as 507 or 503.
    if (!meaning) {
        if (const std::optional<Verdict> verdict = judgeTransport(answer, m_base.host(), now))
            return *verdict;
        if (answer.isSuccess())
            return {};
    }
    return judgeError(error, answer, now);
}

Verdict S3Protocol::judgeRegion(const QString &region) const
{
    if (!region.isEmpty() && region != m_place.region)
        return refused(tr("The bucket %1 is in the region %2, not %3: set images.s3_region.")
                           .arg(m_place.bucket, region, m_place.region));
    return refused(
        tr("The bucket %1 is not in the region %2 of %3: set images.s3_region and images.s3_endpoint.")
            .arg(m_place.bucket, m_place.region, m_base.host()));
}

Verdict S3Protocol::judgeClock(const net::Answer &answer, const QDateTime &now) const
{
    const auto theirs = core::parseHttpDate(answer.headers.value("date"), now);
    const qint64 minutes = theirs ? qAbs(theirs->secsTo(now)) / 60 : 15;
    return refused(
        tr("The clock of this machine and that of %1 differ by %2 minutes: set it right (NTP), then start "
           "again.")
            .arg(m_base.host(), QString::number(minutes)));
}

Verdict S3Protocol::judgeError(const S3Error &error, const net::Answer &answer, const QDateTime &now) const
{
    if (error.code == "RequestTimeTooSkewed")
        return judgeClock(answer, now);
    if (isOfRegion(error.code, answer.status))
        return judgeRegion(error.region);
    const Meaning *meaning = meaningOf(error.code, answer.status);
    if (!meaning)
        return refused(
            tr("The bucket %1 refuses (HTTP %2): check images.store and its settings, then start again.")
                .arg(m_place.bucket, shownStatus(answer.status, QString::fromLatin1(error.code))));
    QString sentence = tr(meaning->sentence);
    sentence.replace(QLatin1String("%1"), m_place.bucket).replace(QLatin1String("%2"), m_base.host());
    return {meaning->kind, {meaning->cause, sentence}};
}

} // namespace media
