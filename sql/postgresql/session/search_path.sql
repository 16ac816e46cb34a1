SET search_path = retrydesk, public
