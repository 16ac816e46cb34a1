// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "originconnection.h"

#include <QTcpServer>

namespace testsupport {

//! Accepts the connections of a DemoOrigin, in its thread.
class OriginServer : public QTcpServer
{
    Q_OBJECT

public:
    explicit OriginServer(const OriginContext &context) : m_context(context) { setListenBacklogSize(512); }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        new OriginConnection(descriptor, ++m_accepted, m_context, this);
    }

private:
    OriginContext m_context;
    int m_accepted = 0;
};

} // namespace testsupport
