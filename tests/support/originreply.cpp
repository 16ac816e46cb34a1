// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "originreply.h"

#include "originlog.h"
#include "originsite.h"
#include "sampleimage.h"
#include "samples.h"

#include <QUrl>

namespace testsupport {

namespace {

const QByteArray kHtml = "text/html; charset=UTF-8";
const QByteArray kText = "text/plain; charset=UTF-8";

QByteArray reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 410:
        return "Gone";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Answer";
    }
}

QByteArray errorPage(int status)
{
    const QByteArray text = QByteArray::number(status) + ' ' + reasonOf(status);
    return "<!doctype html>\n<html><head><title>" + text + "</title></head><body><h1>" + text +
           "</h1></body></html>\n";
}

QByteArray challengePage()
{
    return "<!doctype html>\n<html><head><title>Just a moment...</title></head><body><h1>Checking your "
           "browser</h1><form id=\"challenge-form\" action=\"/cdn-cgi/challenge\"></form></body></html>\n";
}

QByteArray headOf(int status, const QByteArray &contentType, qsizetype length, const Fault &fault = {})
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonOf(status) +
                      "\r\nServer: retrydesk-demo-origin\r\nContent-Type: " + contentType +
                      "\r\nContent-Length: " + QByteArray::number(length) + "\r\n";
    if (!fault.retryAfter.isEmpty())
        head += "Retry-After: " + fault.retryAfter + "\r\n";
    if (!fault.location.isEmpty())
        head += "Location: " + fault.location + "\r\n";
    return head + "\r\n";
}

OriginReply spoiled(const Fault &fault, const Resource &right)
{
    OriginReply reply = plainReply(200, right.contentType, right.body);
    switch (fault.kind) {
    case Fault::Kind::None:
        break;
    case Fault::Kind::Status:
        reply = plainReply(fault.status, kHtml, errorPage(fault.status));
        reply.head = headOf(fault.status, kHtml, reply.body.size(), fault);
        break;
    case Fault::Kind::TruncatedBody:
        reply.body.truncate(right.body.size() / 2);
        reply.closesAfter = true;
        break;
    case Fault::Kind::TruncatedImage:
        reply = plainReply(200, right.contentType, right.body.first(right.body.size() * 3 / 5));
        break;
    case Fault::Kind::HtmlAsImage:
        reply = plainReply(200, "image/jpeg", errorPage(404));
        break;
    case Fault::Kind::Challenge:
        reply = plainReply(200, kHtml, challengePage());
        break;
    case Fault::Kind::Empty:
        reply = plainReply(200, right.contentType, {});
        break;
    case Fault::Kind::PngAsJpeg:
        reply = plainReply(200, "image/jpeg", convertedToPng(right.body));
        break;
    case Fault::Kind::Answer:
        reply = plainReply(fault.status, fault.contentType, fault.body);
        reply.head = headOf(fault.status, fault.contentType, fault.body.size(), fault);
        break;
    case Fault::Kind::Raw:
        reply = {.status = fault.status, .body = fault.body, .closesAfter = true};
        break;
    case Fault::Kind::Drip:
        reply.manner = OriginReply::Manner::Drip;
        reply.bytesPerSecond = fault.bytesPerSecond;
        break;
    case Fault::Kind::Close:
        reply = {.manner = OriginReply::Manner::Close};
        break;
    case Fault::Kind::Reset:
        reply = {.manner = OriginReply::Manner::Reset};
        break;
    case Fault::Kind::Hang:
        reply = {.manner = OriginReply::Manner::Hang};
        break;
    }
    reply.delayMs = fault.delayMs;
    reply.fault = faultName(fault.kind);
    return reply;
}

OriginReply breakReply(const QUrlQuery &query, OriginSite &site)
{
    const QString path = query.queryItemValue(QStringLiteral("path"), QUrl::FullyDecoded);
    if (path.isEmpty()) {
        for (const auto &[faultyPath, fault] : demoFaults())
            site.setFault(faultyPath, fault);
        return plainReply(200, kText, QByteArray::number(site.faultCount()) + " paths fail\n");
    }
    QVariantMap fields;
    for (const auto &[key, value] : query.queryItems(QUrl::FullyDecoded))
        fields.insert(key, value);
    const auto fault = Fault::fromFields(fields);
    if (!fault)
        return plainReply(400, kText, "unknown kind of fault\n");
    site.setFault(path, *fault);
    return plainReply(200, kText, "1 path fails\n");
}

OriginReply healReply(const QUrlQuery &query, OriginSite &site)
{
    const QString path = query.queryItemValue(QStringLiteral("path"), QUrl::FullyDecoded);
    if (path.isEmpty())
        site.clearFaults();
    else
        site.clearFault(path);
    return plainReply(200, kText, "healed\n");
}

} // namespace

OriginReply plainReply(int status, const QByteArray &contentType, const QByteArray &body)
{
    return {.status = status, .head = headOf(status, contentType, body.size()), .body = body};
}

OriginReply replyTo(const OriginRequest &request, OriginSite &site)
{
    OriginReply reply;
    if (request.method != "GET" && request.method != "HEAD") {
        reply = plainReply(405, kHtml, errorPage(405));
    } else {
        const auto fault = site.takeFault(request.path);
        const auto right = site.find(request.path);
        if (fault)
            reply = spoiled(*fault, right.value_or(Resource{kHtml, errorPage(404)}));
        else if (right)
            reply = plainReply(200, right->contentType, right->body);
        else
            reply = plainReply(404, kHtml, errorPage(404));
    }
    if (request.method == "HEAD")
        reply.body.clear();
    return reply;
}

bool isControl(const OriginRequest &request)
{
    return request.path.startsWith(QLatin1String("/_origin/"));
}

OriginReply controlReply(const OriginRequest &request, OriginSite &site, const OriginLog &log)
{
    const QString action = request.path.mid(int(qstrlen("/_origin/")));
    const QUrlQuery query(request.query);
    if (request.method == "POST" && action == QLatin1String("heal"))
        return healReply(query, site);
    if (request.method == "POST" && action == QLatin1String("break"))
        return breakReply(query, site);
    if (request.method == "GET" && action == QLatin1String("log"))
        return plainReply(200, "application/x-ndjson", log.toJsonLines());
    if (request.method == "GET" && action == QLatin1String("faults"))
        return plainReply(200, kText, site.faultyPaths().join(u'\n').toUtf8() + '\n');
    if (request.method == "GET" && action == QLatin1String("urls")) {
        QByteArray urls;
        for (const ListingPage &page : site.listings())
            urls += (site.baseUrl() + page.path() + u'\n').toUtf8();
        return plainReply(200, kText, urls);
    }
    return plainReply(404, kText, "heal and break by POST; log, faults and urls by GET\n");
}

} // namespace testsupport
