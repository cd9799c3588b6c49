package web

func (s *Server) materialRoutes() []route { return nil }
